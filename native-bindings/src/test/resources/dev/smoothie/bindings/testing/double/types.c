/* How large the types of a source are: plain ones, their aliases, and structures of them. */
#include "cuda_double.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Of the first typedef whose name the parameter mentions. */
static size_t size_of_alias(const char *parameter, const char *source) {
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

/* The number of an alignas or __align__ between two places, or 1. */
static size_t alignment_between(const char *from, const char *to) {
    for (const char *p = from; p < to; p++) {
        size_t alignment;
        if (sscanf(p, "alignas ( %zu", &alignment) == 1 || sscanf(p, "__align__ ( %zu", &alignment) == 1) {
            return alignment;
        }
    }
    return 1;
}

/* Of the members between the braces of a structure, one a declaration, each a plain type or an array of one. */
static size_t size_of_members(const char *open, const char *close, size_t alignment, const char *source) {
    size_t size = 0;
    for (const char *p = open + 1, *end; (end = strchr(p, ';')) && end < close; p = end + 1) {
        char member[256];
        snprintf(member, sizeof member, "%.*s", (int) (end - p), p);
        const char *bracket = strchr(member, '[');
        size_t one = strchr(member, '*') ? sizeof(void *) : size_of(member, source);
        size_t count = bracket ? strtoul(bracket + 1, NULL, 0) : 1;
        if (!one || !count) {
            return 0;
        }
        size = (size + one - 1) / one * one + one * count;
        alignment = one > alignment ? one : alignment;
    }
    return (size + alignment - 1) / alignment * alignment;
}

/* Of the first structure, struct NAME { ... }, whose name the parameter mentions. */
static size_t size_of_structure(const char *parameter, const char *source) {
    for (const char *p = source; (p = strstr(p, "struct ")); p++) {
        const char *open = strchr(p, '{'), *close = open ? strchr(open, '}') : NULL, *end = open;
        if (!close) {
            return 0;
        }
        while (isspace(end[-1])) {
            end--;
        }
        const char *start = end;
        while (isalnum(start[-1]) || start[-1] == '_') {
            start--;
        }
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int) (end - start), start);
        if (*name && has_word(parameter, name)) {
            return size_of_members(open, close, alignment_between(p, start), source);
        }
    }
    return 0;
}

size_t size_of(const char *type, const char *source) {
    static const struct { const char *word; size_t size; } types[] = {{"long", 8}, {"double", 8}, {"size_t", 8},
        {"int64_t", 8}, {"uint64_t", 8}, {"char", 1}, {"bool", 1}, {"int8_t", 1}, {"uint8_t", 1}, {"short", 2},
        {"int16_t", 2}, {"uint16_t", 2}, {"float", 4}, {"int", 4}, {"unsigned", 4}, {"int32_t", 4}, {"uint32_t", 4}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (has_word(type, types[i].word)) {
            return types[i].size;
        }
    }
    size_t size = size_of_alias(type, source);
    return size ? size : size_of_structure(type, source);
}
