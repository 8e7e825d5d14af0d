package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cublas.CuBlasLibrary;
import java.lang.foreign.MemorySegment;

/**
 * Multiplies matrices with cuBLAS on one stream. Its caller gives it a workspace, so that it allocates nothing by
 * itself.
 */
public final class CuBlas extends DeviceResource {

    /** How products of float32 matrices are computed; sums are float32 in each. */
    public enum Multiply {
        /**
         * In float32. Matrices of 16-bit types are multiplied in this way too: products of two elements are exact in
         * float32.
         */
        FLOAT32,
        /** Operands rounded to ten bits of fraction, on tensor cores. */
        TENSOR_FLOAT32
    }

    private final MemorySegment handle;
    private final CudaStream stream;
    private final DeviceSlice workspace;

    private CuBlas(CudaDevice device, MemorySegment handle, CudaStream stream, DeviceSlice workspace) {
        super(device);
        this.handle = handle;
        this.stream = stream;
        this.workspace = workspace;
    }

    static CuBlas create(CudaDevice device, CudaStream stream, DeviceSlice workspace) {
        device.use();
        MemorySegment streamHandle = stream.handleOn(device);
        MemorySegment room = MemorySegment.ofAddress(workspace.addressOn(device));
        MemorySegment pointer = device.result();
        int status = CuBlasLibrary.cublasCreate_v2(pointer);
        if (status == CuBlasLibrary.CUBLAS_STATUS_ALLOC_FAILED()) {
            throw device.outOfMemory("cublasCreate_v2", status, CudaStatus.cublasName(status), 0,
                    () -> "a handle of cuBLAS");
        }
        CudaStatus.cublas(status, "cublasCreate_v2", device::toString);
        MemorySegment handle = pointer.get(CuBlasLibrary.C_POINTER, 0);
        try {
            // Where a product is made of parts, the parts are added in float32 whatever the type of the result.
            int mode = CuBlasLibrary.CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION();
            CudaStatus.cublas(CuBlasLibrary.cublasSetMathMode(handle, mode), "cublasSetMathMode",
                    () -> "CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION");
            CudaStatus.cublas(CuBlasLibrary.cublasSetStream_v2(handle, streamHandle), "cublasSetStream_v2",
                    stream::toString);
            // In this order: setting a stream takes the workspace away.
            CudaStatus.cublas(CuBlasLibrary.cublasSetWorkspace_v2(handle, room, workspace.bytes()),
                    "cublasSetWorkspace_v2", workspace::toString);
        } catch (CudaException e) {
            int _ = CuBlasLibrary.cublasDestroy_v2(handle);
            throw e;
        }
        return new CuBlas(device, handle, stream, workspace);
    }

    /**
     * Computes {@code C = α·A·Bᵀ + β·C} by {@code cublasGemmEx_64} of cublas_api.h. With β = 0 the old content of C is
     * not read. The product is given to the stream, and done later.
     *
     * @param multiply
     *            how; {@link Multiply#TENSOR_FLOAT32} for float32 matrices only
     * @param alpha
     *            α
     * @param a
     *            A, {@code [m, k]}
     * @param b
     *            B, {@code [n, k]}, of the same type as A
     * @param beta
     *            β
     * @param c
     *            C, {@code [m, n]} of float32, or of float16 where A and B are; may not overlap A or B
     */
    public void multiplyTransposed(Multiply multiply, float alpha, DeviceMatrix a, DeviceMatrix b, float beta,
            DeviceMatrix c) {
        use();
        checkShapes(multiply, a, b, c);
        stream.useOn(device());
        workspace.buffer().useOn(device());
        MemorySegment scalars = device().result();
        scalars.set(CuBlasLibrary.C_FLOAT, 0, alpha);
        scalars.set(CuBlasLibrary.C_FLOAT, Long.BYTES, beta);
        int compute = switch (multiply) {
            case FLOAT32 -> CuBlasLibrary.CUBLAS_COMPUTE_32F();
            case TENSOR_FLOAT32 -> CuBlasLibrary.CUBLAS_COMPUTE_32F_FAST_TF32();
        };
        // cuBLAS is column-major: it sees our matrices transposed, so it is asked for Cᵀ = B·Aᵀ.
        int status = CuBlasLibrary.cublasGemmEx_64(handle, CuBlasLibrary.CUBLAS_OP_T(), CuBlasLibrary.CUBLAS_OP_N(),
                b.rows(), a.rows(), a.columns(), scalars, pointer(b), b.type().code(), b.stride(), pointer(a),
                a.type().code(), a.stride(), scalars.asSlice(Long.BYTES), pointer(c), c.type().code(), c.stride(),
                compute, CuBlasLibrary.CUBLAS_GEMM_DEFAULT());
        CudaStatus.cublas(status, "cublasGemmEx_64",
                () -> "A %s, B %s, C %s, %s, on %s".formatted(a, b, c, multiply, device()));
    }

    private MemorySegment pointer(DeviceMatrix matrix) {
        return MemorySegment.ofAddress(matrix.memory().addressOn(device()));
    }

    private static void checkShapes(Multiply multiply, DeviceMatrix a, DeviceMatrix b, DeviceMatrix c) {
        boolean fits = a.columns() == b.columns() && c.rows() == a.rows() && c.columns() == b.rows();
        boolean types = a.type() == b.type()
                && (c.type() == DeviceMatrix.Type.FLOAT32 || (isHalf(a) && isHalf(c)))
                && (multiply == Multiply.FLOAT32 || a.type() == DeviceMatrix.Type.FLOAT32);
        if (!fits || !types) {
            throw new IllegalArgumentException(
                    "cublasGemmEx needs A [m, k], B [n, k] of one type and C [m, n] of FLOAT32, or FLOAT16 if A is; got %s of A %s, B %s, C %s"
                            .formatted(multiply, a, b, c));
        }
    }

    private static boolean isHalf(DeviceMatrix matrix) {
        return matrix.type() == DeviceMatrix.Type.FLOAT16;
    }

    @Override
    void release() {
        CudaStatus.cublas(CuBlasLibrary.cublasDestroy_v2(handle), "cublasDestroy_v2", this::toString);
    }

    @Override
    public String toString() {
        return "cuBLAS handle of %s".formatted(device());
    }
}
