/* NVRTC: runs the preprocessor of gcc, and reads of the source what the kernels are called and how large their parameters are. */
#define _GNU_SOURCE
#include "cuda_double.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_OF_SPACE = 1, INVALID_INPUT = 3, INVALID_PROGRAM = 4, INVALID_OPTION = 5, COMPILATION = 6 };
static const int architectures[] = {80, 86, 89, 90, 100, 120};
#define ARCHITECTURES (sizeof architectures / sizeof *architectures)

struct program {
    struct object object;
    char *source, *log, *cubin;
};

EXPORT const char *nvrtcGetErrorString(int status) {
    static const char *const texts[] = {"NVRTC_SUCCESS", "NVRTC_ERROR_OUT_OF_MEMORY", "NVRTC_ERROR_PROGRAM_CREATION_FAILURE",
        "NVRTC_ERROR_INVALID_INPUT", "NVRTC_ERROR_INVALID_PROGRAM", "NVRTC_ERROR_INVALID_OPTION", "NVRTC_ERROR_COMPILATION"};
    return status >= 0 && status <= COMPILATION ? texts[status] : "NVRTC_ERROR unknown";
}

EXPORT int nvrtcVersion(int *major, int *minor) {
    *major = 13;
    *minor = 0;
    return OK;
}

EXPORT int nvrtcGetNumSupportedArchs(int *count) {
    *count = ARCHITECTURES;
    return OK;
}

EXPORT int nvrtcGetSupportedArchs(int *all) {
    memcpy(all, architectures, sizeof architectures);
    return OK;
}

EXPORT int nvrtcCreateProgram(struct program **program, const char *source, const char *name, int headers,
        const char *const *texts, const char *const *include_names) {
    int status;
    if (enter("nvrtcCreateProgram", &status)) {
        return leave(status);
    }
    if (!source || !name || headers || texts || include_names) {
        return leave(INVALID_INPUT);
    }
    *program = new_object(PROGRAM, sizeof **program);
    (*program)->source = strdup(source);
    (*program)->log = strdup("");
    return leave(OK);
}

EXPORT int nvrtcDestroyProgram(struct program **program) {
    int status;
    if (enter("nvrtcDestroyProgram", &status)) {
        return leave(status);
    }
    struct program *gone = object_of(*program, PROGRAM, "nvrtcDestroyProgram");
    if (!gone) {
        return leave(INVALID_PROGRAM);
    }
    free(gone->source);
    free(gone->log);
    free(gone->cubin);
    forget_object(gone);
    *program = NULL;
    return leave(OK);
}

static char *read_all(FILE *file) {
    char *text = NULL;
    size_t room = 0;
    ssize_t got = file ? getdelim(&text, &room, 0, file) : -1;
    return got < 0 ? (free(text), strdup("")) : text;
}

/* The source without comments and directives; NULL, and the log, if it has an #error or includes something. */
static char *preprocess(struct program *program, const char *defines, int architecture, bool own) {
    char in[] = "/tmp/smoothie-double-XXXXXX", command[4096], feature[64] = "";
    int file = mkstemp(in);
    size_t length = strlen(program->source);
    if (file < 0 || write(file, program->source, length) != (ssize_t) length) {
        abort();
    }
    close(file);
    if (own) {
        snprintf(feature, sizeof feature, "-D__CUDA_ARCH_FEAT_SM%d_ALL", architecture);
    }
    snprintf(command, sizeof command,
            "gcc -E -P -nostdinc -std=gnu2x -x c -D__CUDACC__ -D__CUDACC_RTC__ -D__CUDA_ARCH__=%d0 %s %s %s -o %s.out 2>%s.log",
            architecture, feature, defines, in, in, in);
    int status = system(command);
    char name[sizeof in + 8];
    snprintf(name, sizeof name, "%s.out", in);
    FILE *out = fopen(name, "r");
    char *text = read_all(out);
    unlink(name);
    snprintf(name, sizeof name, "%s.log", in);
    FILE *log = fopen(name, "r");
    free(program->log);
    program->log = read_all(log);
    unlink(name);
    unlink(in);
    out ? fclose(out) : 0;
    log ? fclose(log) : 0;
    if (status) {
        free(text);
        return NULL;
    }
    return text;
}

static bool describe_kernel(const char *open, struct program *program, FILE *out) {
    const char *end = open, *start;
    int depth = 0;
    while (end > program->source && isspace(end[-1])) {
        end--;
    }
    for (start = end; isalnum(start[-1]) || start[-1] == '_'; start--) {
    }
    fprintf(out, "kernel %.*s", (int) (end - start), start);
    const char *parameter = open + 1;
    for (const char *p = open; *p; p++) {
        depth += (*p == '(') - (*p == ')');
        if ((*p == ',' && depth == 1) || depth == 0) {
            char text[512];
            snprintf(text, sizeof text, "%.*s", (int) (p - parameter), parameter);
            bool none = strspn(text, " \n\t") == strlen(text), pointer = strchr(text, '*');
            size_t size = pointer || none ? 0 : size_of(text, program->source);
            if (!size && !pointer && !none) {
                free(program->log);
                (void) !asprintf(&program->log, "the double of CUDA does not know how large '%s' of kernel %.*s is", text,
                        (int) (end - start), start);
                return false;
            }
            if (pointer) {
                fputs(" p", out);
            } else if (size) {
                fprintf(out, " %zu", size);
            }
            parameter = p + 1;
        }
        if (depth == 0) {
            break;
        }
    }
    fputs(" \n", out);
    return true;
}

/* Behind the parenthesis that closes this one. */
static char *after_parenthesis(char *open) {
    int depth = 0;
    do {
        depth += (*open == '(') - (*open == ')');
    } while (*open && (open++, depth));
    return open;
}

/* The parenthesis before a kernel's parameters: behind those of attributes, as __launch_bounds__, whose names end so. */
static char *before_parameters(char *kernel) {
    char *open = strchr(kernel, '(');
    while (open) {
        char *end = open;
        while (isspace(end[-1])) {
            end--;
        }
        if (end[-1] != '_' || end[-2] != '_') {
            break;
        }
        open = strchr(after_parenthesis(open), '(');
    }
    return open;
}

EXPORT int nvrtcCompileProgram(struct program *program, int count, const char *const *options) {
    int status, architecture = 0;
    char own = 0;
    if (enter("nvrtcCompileProgram", &status)) {
        return leave(status);
    }
    if (!object_of(program, PROGRAM, "nvrtcCompileProgram")) {
        return leave(INVALID_PROGRAM);
    }
    char defines[1024] = "";
    for (int i = 0; i < count; i++) {
        sscanf(options[i], "--gpu-architecture=sm_%d%c", &architecture, &own);
        if (!strncmp(options[i], "-D", 2) && strlen(defines) + strlen(options[i]) + 4 < sizeof defines) {
            strcat(strcat(strcat(defines, " '"), options[i]), "'");
        }
    }
    bool known = false;
    for (size_t i = 0; i < ARCHITECTURES; i++) {
        known |= architectures[i] == architecture && (!own || (own == 'a' && architecture >= 90));
    }
    if (!known) {
        free(program->log);
        program->log = strdup("nvrtc: error: invalid value for --gpu-architecture (-arch)\n");
        return leave(INVALID_OPTION);
    }
    char *text = preprocess(program, defines, architecture, own);
    if (!text) {
        return leave(COMPILATION);
    }
    free(program->source);
    program->source = text;
    size_t room;
    FILE *out = open_memstream(&program->cubin, &room);
    fprintf(out, "SMOOTHIE DOUBLE CUBIN sm_%d%s\n", architecture, own ? "a" : "");
    status = OK;
    for (char *p = text; !status && (p = strstr(p, "__global__")); p += 10) {
        char *open = before_parameters(p);
        status = open && describe_kernel(open, program, out) ? OK : COMPILATION;
    }
    fclose(out);
    return leave(status);
}

EXPORT int nvrtcGetProgramLogSize(struct program *program, size_t *size) {
    *size = strlen(program->log) + 1;
    return OK;
}

EXPORT int nvrtcGetProgramLog(struct program *program, char *log) {
    strcpy(log, program->log);
    return OK;
}

EXPORT int nvrtcGetCUBINSize(struct program *program, size_t *size) {
    *size = program->cubin ? strlen(program->cubin) + 1 : 0;
    return program->cubin ? OK : INVALID_PROGRAM;
}

EXPORT int nvrtcGetCUBIN(struct program *program, char *cubin) {
    strcpy(cubin, program->cubin);
    return OK;
}
