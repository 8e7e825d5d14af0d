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
static char *preprocess(struct program *program, const char *defines) {
    char in[] = "/tmp/smoothie-double-XXXXXX", command[2048];
    int file = mkstemp(in);
    size_t length = strlen(program->source);
    if (file < 0 || write(file, program->source, length) != (ssize_t) length) {
        abort();
    }
    close(file);
    snprintf(command, sizeof command,
            "gcc -E -P -nostdinc -std=gnu2x -x c -D__CUDACC__ -D__CUDACC_RTC__ -D__CUDA_ARCH__=900 %s %s -o %s.out 2>%s.log", defines, in, in,
            in);
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

static bool has_word(const char *text, const char *word) {
    size_t length = strlen(word);
    for (const char *p = text; (p = strstr(p, word)); p += length) {
        bool before = p == text || !(isalnum(p[-1]) || p[-1] == '_');
        if (before && !(isalnum(p[length]) || p[length] == '_')) {
            return true;
        }
    }
    return false;
}

static char size_of(const char *parameter, const char *source);

/* Of the first typedef whose name the parameter mentions. */
static char size_of_alias(const char *parameter, const char *source) {
    for (const char *p = source; (p = strstr(p, "typedef ")); p++) {
        const char *end = strchr(p, ';'), *name = end;
        if (!end) {
            return 0;
        }
        while ((isalnum(name[-1]) || name[-1] == '_')) {
            name--;
        }
        char alias[64], type[256];
        snprintf(alias, sizeof alias, "%.*s", (int) (end - name), name);
        snprintf(type, sizeof type, "%.*s", (int) (name - p - 8), p + 8);
        if (*alias && has_word(parameter, alias)) {
            return has_word(type, alias) ? 0 : size_of(type, source);
        }
    }
    return 0;
}

/* p for a pointer, else the digit of its size, or 0 where the type is none that this knows. */
static char size_of(const char *parameter, const char *source) {
    static const struct { const char *word; char size; } types[] = {{"long", '8'}, {"double", '8'}, {"size_t", '8'},
        {"int64_t", '8'}, {"uint64_t", '8'}, {"char", '1'}, {"bool", '1'}, {"int8_t", '1'}, {"uint8_t", '1'}, {"short", '2'},
        {"int16_t", '2'}, {"uint16_t", '2'}, {"float", '4'}, {"int", '4'}, {"unsigned", '4'}, {"int32_t", '4'}, {"uint32_t", '4'}};
    if (strchr(parameter, '*')) {
        return 'p';
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (has_word(parameter, types[i].word)) {
            return types[i].size;
        }
    }
    return size_of_alias(parameter, source);
}

static bool describe_kernel(const char *open, struct program *program, FILE *out) {
    const char *end = open, *start;
    int depth = 0;
    while (end > program->source && isspace(end[-1])) {
        end--;
    }
    for (start = end; isalnum(start[-1]) || start[-1] == '_'; start--) {
    }
    fprintf(out, "kernel %.*s ", (int) (end - start), start);
    const char *parameter = open + 1;
    for (const char *p = open; *p; p++) {
        depth += (*p == '(') - (*p == ')');
        if ((*p == ',' && depth == 1) || depth == 0) {
            char text[512];
            snprintf(text, sizeof text, "%.*s", (int) (p - parameter), parameter);
            char size = size_of(text, program->source);
            if (!size && (strspn(text, " \n\t") < strlen(text))) {
                free(program->log);
                (void) !asprintf(&program->log, "the double of CUDA does not know how large '%s' of kernel %.*s is", text,
                        (int) (end - start), start);
                return false;
            }
            size ? fputc(size, out) : 0;
            parameter = p + 1;
        }
        if (depth == 0) {
            break;
        }
    }
    fputs("\n", out);
    return true;
}

/* Behind the parenthesis that closes this one. */
static char *after_parenthesis(char *open) {
    int depth = 0;
    do {
        depth += (*open == '(') - (*open == ')');
    } while (*open++ && depth);
    return open;
}

EXPORT int nvrtcCompileProgram(struct program *program, int count, const char *const *options) {
    int status, architecture = 0;
    if (enter("nvrtcCompileProgram", &status)) {
        return leave(status);
    }
    if (!object_of(program, PROGRAM, "nvrtcCompileProgram")) {
        return leave(INVALID_PROGRAM);
    }
    char defines[1024] = "";
    for (int i = 0; i < count; i++) {
        sscanf(options[i], "--gpu-architecture=sm_%d", &architecture);
        if (!strncmp(options[i], "-D", 2) && strlen(defines) + strlen(options[i]) + 4 < sizeof defines) {
            strcat(strcat(strcat(defines, " '"), options[i]), "'");
        }
    }
    bool known = false;
    for (size_t i = 0; i < ARCHITECTURES; i++) {
        known |= architectures[i] == architecture;
    }
    if (!known) {
        free(program->log);
        program->log = strdup("nvrtc: error: invalid value for --gpu-architecture (-arch)\n");
        return leave(INVALID_OPTION);
    }
    char *text = preprocess(program, defines);
    if (!text) {
        return leave(COMPILATION);
    }
    free(program->source);
    program->source = text;
    size_t room;
    FILE *out = open_memstream(&program->cubin, &room);
    fprintf(out, "SMOOTHIE DOUBLE CUBIN sm_%d\n", architecture);
    status = OK;
    for (char *p = text; !status && (p = strstr(p, "__global__")); p += 10) {
        char *bounds = strstr(p, "__launch_bounds__"), *open = strchr(p, '('), *body = strchr(p, '{');
        if (bounds && body && bounds < body) {
            open = strchr(after_parenthesis(strchr(bounds, '(')), '(');
        }
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
