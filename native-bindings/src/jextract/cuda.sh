#!/bin/sh
# Generates the bindings of CUDA: the driver, the runtime, NVRTC and cuBLAS. Expects jextract on the PATH and, as its
# arguments, the folders that hold cuda.h, cuda_runtime_api.h, nvrtc.h and cublas_v2.h: the toolkit's include folder, or those
# of the packages nvidia-cuda-nvrtc and nvidia-cublas in a Python environment. Made with the headers of 13.0 (cuBLAS 13.1). By
# NVIDIA's documents what is included here is the same since 12.0, unless it says otherwise.
#
# No library is named: CudaLibraries loads them, by path, before anything touches the generated classes. They are described
# as on 64-bit Linux, the only system that they are loaded on; each class starts when it is first used, so nowhere else.
set -eu

[ $# -gt 0 ] || { echo "usage: $0 INCLUDE_FOLDER..." >&2; exit 2; }
sources=$(CDPATH='' cd -- "$(dirname -- "$0")/../main/java" && pwd)
generated=$sources/dev/smoothie/bindings/generated

# find HEADER FOLDER...: the header, in the first of the folders that has it
find_header() {
    wanted=$1
    shift
    for folder; do
        if [ -f "$folder/$wanted" ]; then
            echo "$folder/$wanted"
            return
        fi
    done
    echo "there is no $wanted in $*" >&2
    exit 1
}
driver=$(find_header cuda.h "$@")
runtime=$(find_header cuda_runtime_api.h "$@")
nvrtc=$(find_header nvrtc.h "$@")
cublas=$(find_header cublas_v2.h "$@")

# jextract does not take a path with a blank apart, and neither does this
includes=
for folder; do
    includes="$includes --include-dir $folder"
done

# bind PACKAGE CLASS HEADER [f NAME | c NAME]...: functions and constants by name
bind() {
    package=$1 class=$2 header=$3
    shift 3
    filter=
    while [ $# -gt 0 ]; do
        case $1 in
            f) filter="$filter --include-function $2" ;;
            c) filter="$filter --include-constant $2" ;;
        esac
        shift 2
    done
    rm -rf "$generated/$package"
    # shellcheck disable=SC2086
    jextract --output "$sources" --target-package "dev.smoothie.bindings.generated.$package" --header-class-name "$class" \
        $includes $filter "$header"
}

# cuFuncGetParamInfo came with 12.4, and cuTensorMapEncodeTiled serves cards of compute capability 9.0 and later: each is used
# where it is there, and its symbol is looked for when it is first called. The plain names of these headers are macros for the
# versions in use, which are what the library exports: cuDeviceTotalMem_v2, cublasCreate_v2.
bind cudadriver CudaDriver "$driver" \
    f cuInit f cuDriverGetVersion f cuGetErrorName f cuGetErrorString \
    f cuDeviceGetCount f cuDeviceGet f cuDeviceGetName f cuDeviceTotalMem_v2 f cuDeviceGetAttribute \
    f cuModuleLoadData f cuModuleUnload f cuModuleGetFunction f cuFuncGetAttribute f cuFuncSetAttribute \
    f cuFuncGetParamInfo f cuLaunchKernel f cuTensorMapEncodeTiled \
    c CUDA_SUCCESS c CUDA_ERROR_INVALID_VALUE c CUDA_ERROR_OUT_OF_MEMORY c CUDA_ERROR_DEINITIALIZED \
    c CUDA_ERROR_DEVICE_UNAVAILABLE c CUDA_ERROR_NO_DEVICE c CUDA_ERROR_NO_BINARY_FOR_GPU \
    c CUDA_ERROR_ECC_UNCORRECTABLE c CUDA_ERROR_NVLINK_UNCORRECTABLE c CUDA_ERROR_CONTAINED \
    c CUDA_ERROR_OPERATING_SYSTEM c CUDA_ERROR_NOT_FOUND c CUDA_ERROR_ILLEGAL_ADDRESS c CUDA_ERROR_LAUNCH_TIMEOUT \
    c CUDA_ERROR_CONTEXT_IS_DESTROYED c CUDA_ERROR_ASSERT c CUDA_ERROR_HARDWARE_STACK_ERROR \
    c CUDA_ERROR_ILLEGAL_INSTRUCTION c CUDA_ERROR_MISALIGNED_ADDRESS c CUDA_ERROR_INVALID_ADDRESS_SPACE \
    c CUDA_ERROR_INVALID_PC c CUDA_ERROR_LAUNCH_FAILED c CUDA_ERROR_TENSOR_MEMORY_LEAK \
    c CUDA_ERROR_SYSTEM_NOT_READY c CUDA_ERROR_SYSTEM_DRIVER_MISMATCH \
    c CUDA_ERROR_MPS_CONNECTION_FAILED c CUDA_ERROR_MPS_RPC_FAILURE c CUDA_ERROR_MPS_SERVER_NOT_READY \
    c CUDA_ERROR_MPS_MAX_CLIENTS_REACHED c CUDA_ERROR_MPS_MAX_CONNECTIONS_REACHED c CUDA_ERROR_MPS_CLIENT_TERMINATED \
    c CUDA_ERROR_EXTERNAL_DEVICE c CUDA_ERROR_UNKNOWN \
    c CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR c CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR \
    c CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT c CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE \
    c CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN \
    c CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK c CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES \
    c CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES c CU_FUNC_ATTRIBUTE_NUM_REGS \
    c CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES \
    c CU_TENSOR_MAP_DATA_TYPE_FLOAT16 c CU_TENSOR_MAP_DATA_TYPE_BFLOAT16 c CU_TENSOR_MAP_INTERLEAVE_NONE \
    c CU_TENSOR_MAP_SWIZZLE_NONE c CU_TENSOR_MAP_SWIZZLE_64B c CU_TENSOR_MAP_SWIZZLE_128B \
    c CU_TENSOR_MAP_L2_PROMOTION_L2_256B c CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE

bind cudaruntime CudaRuntime "$runtime" \
    f cudaRuntimeGetVersion f cudaGetErrorName f cudaGetErrorString f cudaGetLastError \
    f cudaGetDeviceCount f cudaSetDevice f cudaDeviceSynchronize f cudaMemGetInfo \
    f cudaMalloc f cudaFree f cudaHostAlloc f cudaFreeHost f cudaMemcpyAsync f cudaMemsetAsync \
    f cudaStreamCreateWithFlags f cudaStreamDestroy f cudaStreamSynchronize f cudaStreamWaitEvent \
    f cudaEventCreateWithFlags f cudaEventDestroy f cudaEventRecord f cudaEventSynchronize f cudaEventElapsedTime \
    c cudaSuccess c cudaErrorMemoryAllocation c cudaErrorInsufficientDriver c cudaErrorNoDevice \
    c cudaMemcpyHostToDevice c cudaMemcpyDeviceToHost c cudaMemcpyDeviceToDevice \
    c cudaStreamNonBlocking c cudaHostAllocDefault c cudaEventDefault

bind nvrtc NvrtcCompiler "$nvrtc" \
    f nvrtcVersion f nvrtcGetErrorString f nvrtcGetNumSupportedArchs f nvrtcGetSupportedArchs \
    f nvrtcCreateProgram f nvrtcDestroyProgram f nvrtcCompileProgram \
    f nvrtcGetProgramLogSize f nvrtcGetProgramLog f nvrtcGetCUBINSize f nvrtcGetCUBIN \
    c NVRTC_SUCCESS c NVRTC_ERROR_COMPILATION

bind cublas CuBlasLibrary "$cublas" \
    f cublasGetProperty f cublasGetStatusName f cublasGetStatusString \
    f cublasCreate_v2 f cublasDestroy_v2 f cublasSetStream_v2 f cublasSetWorkspace_v2 f cublasSetMathMode \
    f cublasGemmEx_64 f cublasGemmStridedBatchedEx_64 f cublasSgemm_v2_64 \
    c CUBLAS_STATUS_SUCCESS c CUBLAS_STATUS_NOT_INITIALIZED c CUBLAS_STATUS_ALLOC_FAILED \
    c MAJOR_VERSION c MINOR_VERSION c PATCH_LEVEL \
    c CUBLAS_OP_N c CUBLAS_OP_T c CUBLAS_DEFAULT_MATH c CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION c CUBLAS_GEMM_DEFAULT \
    c CUBLAS_COMPUTE_32F c CUBLAS_COMPUTE_32F_FAST_TF32 c CUDA_R_32F c CUDA_R_16F c CUDA_R_16BF
