/* cuBLAS: the product of matrices, computed. Operands are rounded as the mode asks for, sums are float in the order of k. */
#include "cuda_double.h"
#include <stdlib.h>
#include <string.h>

enum { NOT_INITIALIZED = 1, ALLOC_FAILED = 3, BLAS_INVALID_VALUE = 7, EXECUTION_FAILED = 13, NOT_SUPPORTED = 15 };
enum { R_32F = 0, R_16F = 2, R_16BF = 14, COMPUTE_32F = 68, COMPUTE_32F_PEDANTIC = 69, COMPUTE_32F_FAST_TF32 = 77 };
enum { LANES = 32, COLUMNS = 4 };

struct handle {
    struct object object;
    struct stream *stream;
    void *workspace;
    size_t workspace_bytes;
};

struct product {
    struct work work;
    int64_t m, n, k, lda, ldb, ldc;
    float alpha, beta;
    const void *a, *b;
    void *c;
    int type, c_type, compute;
};

EXPORT const char *cublasGetStatusName(int status) {
    switch (status) {
    case OK: return "CUBLAS_STATUS_SUCCESS";
    case NOT_INITIALIZED: return "CUBLAS_STATUS_NOT_INITIALIZED";
    case ALLOC_FAILED: return "CUBLAS_STATUS_ALLOC_FAILED";
    case BLAS_INVALID_VALUE: return "CUBLAS_STATUS_INVALID_VALUE";
    case EXECUTION_FAILED: return "CUBLAS_STATUS_EXECUTION_FAILED";
    case NOT_SUPPORTED: return "CUBLAS_STATUS_NOT_SUPPORTED";
    default: return "CUBLAS_STATUS_UNKNOWN";
    }
}

EXPORT const char *cublasGetStatusString(int status) {
    return status ? "the double of cuBLAS says no" : "success";
}

EXPORT int cublasGetProperty(int property, int *value) {
    static const int version[] = {13, 0, 0};
    if (property < 0 || property > 2) {
        return BLAS_INVALID_VALUE;
    }
    *value = version[property];
    return OK;
}

EXPORT int cublasCreate_v2(struct handle **handle) {
    int status;
    if (enter("cublasCreate_v2", &status)) {
        return leave(status);
    }
    if (device_status()) {
        return leave(NOT_INITIALIZED);
    }
    *handle = new_object(BLAS, sizeof **handle);
    return leave(OK);
}

EXPORT int cublasDestroy_v2(struct handle *handle) {
    int status;
    if (enter("cublasDestroy_v2", &status)) {
        return leave(status);
    }
    if (!object_of(handle, BLAS, "cublasDestroy_v2")) {
        return leave(NOT_INITIALIZED);
    }
    forget_object(handle);
    return leave(OK);
}

/* As the original, takes the workspace away. */
EXPORT int cublasSetStream_v2(struct handle *handle, struct stream *stream) {
    int status;
    if (enter("cublasSetStream_v2", &status)) {
        return leave(status);
    }
    if (!object_of(handle, BLAS, "cublasSetStream_v2") || !object_of(stream, STREAM, "cublasSetStream_v2")) {
        return leave(BLAS_INVALID_VALUE);
    }
    handle->stream = stream;
    handle->workspace = NULL;
    return leave(OK);
}

EXPORT int cublasSetWorkspace_v2(struct handle *handle, void *workspace, size_t bytes) {
    int status;
    if (enter("cublasSetWorkspace_v2", &status)) {
        return leave(status);
    }
    if (!object_of(handle, BLAS, "cublasSetWorkspace_v2") || !is_device(workspace, bytes)) {
        return leave(complain(BLAS_INVALID_VALUE, "cublasSetWorkspace_v2: %zu bytes at %p", bytes, workspace));
    }
    handle->workspace = workspace;
    handle->workspace_bytes = bytes;
    return leave(OK);
}

EXPORT int cublasSetMathMode(struct handle *handle, int mode) {
    int status;
    if (enter("cublasSetMathMode", &status)) {
        return leave(status);
    }
    bool right = object_of(handle, BLAS, "cublasSetMathMode") && (mode == 0 || mode == 16);
    return leave(right ? OK : BLAS_INVALID_VALUE);
}

static float bits_to_float(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Ten bits of fraction, to the nearest, ties to even; NaN and infinity as they are. */
static float tf32(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if ((bits & 0x7f800000) == 0x7f800000) {
        return value;
    }
    return bits_to_float((bits + 0xfff + ((bits >> 13) & 1)) & ~0x1fffu);
}

/* Half precision by the compiler's own type, which rounds to the nearest. */
static float half_to_float(uint16_t bits) {
    _Float16 value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float operand(const struct product *p, const void *from, int64_t index) {
    if (p->type == R_16BF) {
        return bits_to_float((uint32_t) ((const uint16_t *) from)[index] << 16);
    }
    if (p->type == R_16F) {
        return half_to_float(((const uint16_t *) from)[index]);
    }
    float value = ((const float *) from)[index];
    return p->compute == COMPUTE_32F_FAST_TF32 ? tf32(value) : value;
}

/* One panel of rows of the transposed A, at[k][LANES], against COLUMNS columns of B, b[k][COLUMNS]. */
static void panel(int64_t k, const float *restrict at, const float *restrict b, float sums[COLUMNS][LANES]) {
    for (int64_t l = 0; l < k; l++) {
        for (int j = 0; j < COLUMNS; j++) {
            for (int i = 0; i < LANES; i++) {
                sums[j][i] += at[l * LANES + i] * b[l * COLUMNS + j];
            }
        }
    }
}

static void store(const struct product *p, int64_t i0, int64_t j0, float sums[COLUMNS][LANES]) {
    for (int64_t j = j0; j < p->n && j < j0 + COLUMNS; j++) {
        for (int64_t i = i0; i < p->m && i < i0 + LANES; i++) {
            float product = p->alpha * sums[j - j0][i - i0];
            if (p->c_type == R_16F) {
                _Float16 *c = (_Float16 *) p->c + i + j * p->ldc;
                *c = (_Float16) (p->beta == 0 ? product : product + p->beta * (float) *c);
            } else {
                float *c = (float *) p->c + i + j * p->ldc;
                *c = p->beta == 0 ? product : product + p->beta * *c;
            }
        }
    }
}

static int run_product(struct work *work) {
    const struct product *p = (const struct product *) work;
    int64_t k = p->k, columns = (p->n + COLUMNS - 1) / COLUMNS * COLUMNS;
    float *at = calloc(k * LANES + 1, sizeof *at), *b = calloc(k * columns + 1, sizeof *b);
    for (int64_t j = 0; j < p->n; j++) {
        for (int64_t l = 0; l < k; l++) {
            b[(j / COLUMNS) * COLUMNS * k + l * COLUMNS + j % COLUMNS] = operand(p, p->b, j * p->ldb + l);
        }
    }
    for (int64_t i0 = 0; i0 < p->m; i0 += LANES) {
        for (int64_t i = i0; i < i0 + LANES; i++) {
            for (int64_t l = 0; l < k; l++) {
                at[l * LANES + i - i0] = i < p->m ? operand(p, p->a, i * p->lda + l) : 0;
            }
        }
        for (int64_t j0 = 0; j0 < p->n; j0 += COLUMNS) {
            float sums[COLUMNS][LANES] = {{0}};
            panel(k, at, b + j0 * k, sums);
            store(p, i0, j0, sums);
        }
    }
    free(at);
    free(b);
    return OK;
}

static bool spans(const void *at, int64_t rows, int64_t columns, int64_t stride, size_t element) {
    return is_device(at, ((columns - 1) * stride + rows) * element);
}

/* Columns of A and B are what is multiplied: op(A) is its transpose, op(B) itself, which is all that we ask for. */
static int multiply(struct handle *handle, int ta, int tb, int64_t m, int64_t n, int64_t k, const float *alpha, const void *a,
        int ta_type, int64_t lda, const void *b, int tb_type, int64_t ldb, const float *beta, void *c, int c_type, int64_t ldc,
        int compute, int algorithm) {
    if (last_error) {
        return complain(EXECUTION_FAILED, "cuBLAS found the last error %d of this thread, left there by another call", last_error);
    }
    if (device_status() || !object_of(handle, BLAS, "cublasGemmEx_64") || !handle->stream || !handle->workspace) {
        return complain(NOT_INITIALIZED, "cublasGemmEx_64: no handle of this device with a stream and a workspace");
    }
    bool computes = compute == COMPUTE_32F || compute == COMPUTE_32F_PEDANTIC
            || (compute == COMPUTE_32F_FAST_TF32 && ta_type == R_32F);
    bool types = ta_type == tb_type && (ta_type == R_32F || ta_type == R_16BF || ta_type == R_16F)
            && (c_type == R_32F || (c_type == R_16F && ta_type == R_16F));
    if (ta != 1 || tb != 0 || !types || !computes || algorithm != -1) {
        return complain(NOT_SUPPORTED, "cublasGemmEx_64: op %d, %d, types %d, %d, %d, compute %d, algorithm %d", ta, tb, ta_type,
                tb_type, c_type, compute, algorithm);
    }
    size_t element = ta_type == R_32F ? 4 : 2;
    if (m < 1 || n < 1 || k < 1 || lda < k || ldb < k || ldc < m) {
        return complain(BLAS_INVALID_VALUE, "cublasGemmEx_64: m %ld, n %ld, k %ld, lda %ld, ldb %ld, ldc %ld", (long) m, (long) n,
                (long) k, (long) lda, (long) ldb, (long) ldc);
    }
    if (!spans(a, k, m, lda, element) || !spans(b, k, n, ldb, element) || !spans(c, m, n, ldc, c_type == R_32F ? 4 : 2)
            || touches_devices(alpha, 4) || touches_devices(beta, 4)) {
        return complain(EXECUTION_FAILED, "cublasGemmEx_64: an operand is not memory of device %d in all its extent",
                current_device);
    }
    struct product *p = calloc(1, sizeof *p);
    *p = (struct product) {{run_product, NULL}, m, n, k, lda, ldb, ldc, *alpha, *beta, a, b, c, ta_type, c_type, compute};
    put_off(handle->stream, &p->work);
    return OK;
}

EXPORT int cublasGemmEx_64(struct handle *handle, int ta, int tb, int64_t m, int64_t n, int64_t k, const void *alpha,
        const void *a, int a_type, int64_t lda, const void *b, int b_type, int64_t ldb, const void *beta, void *c, int c_type,
        int64_t ldc, int compute, int algorithm) {
    int status;
    if (enter("cublasGemmEx_64", &status)) {
        return leave(status);
    }
    return leave(multiply(handle, ta, tb, m, n, k, alpha, a, a_type, lda, b, b_type, ldb, beta, c, c_type, ldc, compute,
            algorithm));
}
