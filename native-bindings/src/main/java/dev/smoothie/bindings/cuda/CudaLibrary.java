package dev.smoothie.bindings.cuda;

import java.util.List;

/**
 * Names one of the libraries of CUDA, and the functions that the wrappers call.
 *
 * @param label
 *            what people call it
 * @param stem
 *            its soname, but for the major version, if it has one
 * @param dependency
 *            the start of the name of a library that it looks for by name, not in its own folder; may be empty
 * @param symbols
 *            the functions that the wrappers call wherever it is loaded
 */
record CudaLibrary(String label, String stem, String dependency, List<String> symbols) {
    /** The driver: it comes with the kernel module of the system, and has one soname for all versions. */
    static final CudaLibrary DRIVER = new CudaLibrary("driver", "libcuda.so.1", "", List.of("cuInit",
            "cuDriverGetVersion", "cuGetErrorName", "cuGetErrorString", "cuDeviceGetCount", "cuDeviceGet",
            "cuDeviceGetName", "cuDeviceTotalMem_v2", "cuDeviceGetAttribute", "cuModuleLoadData", "cuModuleUnload",
            "cuModuleGetFunction", "cuFuncGetAttribute", "cuFuncSetAttribute", "cuLaunchKernel"));
    /** The runtime: memory, streams and events. */
    static final CudaLibrary RUNTIME = new CudaLibrary("cudart", "libcudart.so.", "", List.of("cudaRuntimeGetVersion",
            "cudaGetErrorName", "cudaGetErrorString", "cudaGetLastError", "cudaGetDeviceCount", "cudaSetDevice",
            "cudaDeviceSynchronize", "cudaMemGetInfo", "cudaMalloc", "cudaFree", "cudaHostAlloc", "cudaFreeHost",
            "cudaMemcpyAsync", "cudaMemsetAsync", "cudaStreamCreateWithFlags", "cudaStreamDestroy",
            "cudaStreamSynchronize", "cudaStreamWaitEvent", "cudaEventCreateWithFlags", "cudaEventDestroy",
            "cudaEventRecord", "cudaEventSynchronize", "cudaEventElapsedTime"));
    /** cuBLAS: the matrix product. */
    static final CudaLibrary CUBLAS = new CudaLibrary("cublas", "libcublas.so.", "libcublasLt.so.", List.of(
            "cublasGetProperty", "cublasGetStatusName", "cublasGetStatusString", "cublasCreate_v2", "cublasDestroy_v2",
            "cublasSetStream_v2", "cublasSetWorkspace_v2", "cublasSetMathMode", "cublasGemmEx_64"));
    /** NVRTC: the compiler. */
    static final CudaLibrary NVRTC = new CudaLibrary("nvrtc", "libnvrtc.so.", "libnvrtc-builtins.so.", List.of(
            "nvrtcVersion", "nvrtcGetErrorString", "nvrtcGetNumSupportedArchs", "nvrtcGetSupportedArchs",
            "nvrtcCreateProgram", "nvrtcDestroyProgram", "nvrtcCompileProgram", "nvrtcGetProgramLogSize",
            "nvrtcGetProgramLog", "nvrtcGetCUBINSize", "nvrtcGetCUBIN"));

    /** The name that the loader knows it by in one major version. */
    String soname(int major) {
        return equals(DRIVER) ? stem : stem + major;
    }
}
