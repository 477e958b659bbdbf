/* Replays the files given as arguments through a fuzz target, where there is no libFuzzer. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>

#include "fuzz.h"

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    size_t size = (size_t)ftell(file);
    uint8_t *data = malloc(size ? size : 1);
    rewind(file);
    int failed = !data || fread(data, 1, size, file) != size;
    fclose(file);
    if (!failed)
        LLVMFuzzerTestOneInput(data, size);
    free(data);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;
    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++)
        failed += replay(argv[i]);
    printf("%s: %d of %d inputs replayed\n", getenv("FUZZ_TARGET"), argc - 1 - failed, argc - 1);
    return failed > 0;
}
