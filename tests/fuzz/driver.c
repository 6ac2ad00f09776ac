#include "config.h"
#include "tests/fuzz/fuzz.h"

#include "base/fileio.h"
#include "base/hash.h"
#include "base/span.h"
#include "base/strbuf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A main for fuzz targets where libFuzzer is not at hand, as in make check. PROGRAM runs every file in
 * tests/fuzz/corpus/NAME (NAME is what follows fuzz_ in the program's name), then RUNS inputs made of them by changes
 * that depend on nothing but their number. The input under test lies in PROGRAM.last: after a crash, run
 * PROGRAM PROGRAM.last. With arguments, only those files are run.
 */
enum { RUNS = 5000, MAX_FILES = 256, MAX_SIZE = 1 << 20 };

struct corpus {
	char *text[MAX_FILES];
	size_t len[MAX_FILES];
	int files;
};

static const char *const tokens[] = {
	"0", "1", "-1", "-", "+", "?", "0x", "0x0", "0x800", "2048", "010", "9223372036854775807", "0x7fffffffffffffff",
	"0x8000000000000000", "2147483647", "2147483648", "\n", "\r\n", "\r", "\t", " ", "#", "\"", "{", "}", "[", ",",
};

static void run(const char *data, size_t len)
{
	char *copy = malloc(len ? len : 1);	/* of that very size, so that a sanitizer sees what reads past it */

	if (!copy)
		abort();
	memcpy(copy, data, len);
	LLVMFuzzerTestOneInput((const uint8_t *)copy, len);
	free(copy);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void load(struct corpus *c, const char *folder)
{
	struct dirent **names;
	int n = scandir(folder, &names, NULL, by_name);

	for (int i = 0; i < n; i++) {
		char path[4096];

		if (names[i]->d_name[0] != '.' && c->files < MAX_FILES &&
		    file_join(path, sizeof path, folder, names[i]->d_name) == STATUS_OK &&
		    file_load(path, MAX_SIZE, &c->text[c->files], &c->len[c->files], NULL) == STATUS_OK)
			c->files++;
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

struct dice {
	uint64_t seed, rolls;
};

static size_t roll(struct dice *d, size_t sides)
{
	return sides ? (size_t)(hash_mix(d->seed, d->rolls++) % sides) : 0;
}

/* out = the text with [at, at + gone) replaced. */
static void replace(struct strbuf *text, size_t at, size_t gone, const char *with, size_t len)
{
	struct strbuf out = { 0 };

	strbuf_add(&out, text->text, at);
	strbuf_add(&out, with, len);
	strbuf_add(&out, text->text + at + gone, text->len - at - gone);
	strbuf_free(text);
	*text = out;
}

static void change(struct dice *d, const struct corpus *c, struct strbuf *b)
{
	size_t at = roll(d, b->len + 1), some = roll(d, b->len - at + 1), other = roll(d, (size_t)c->files);
	size_t from = roll(d, c->len[other] + 1), part = roll(d, c->len[other] - from + 1);
	const char *token = tokens[roll(d, ARRAY_LEN(tokens))];
	char byte = (char)roll(d, 256);

	switch (roll(d, 8)) {
	case 0:	/* another byte */
		replace(b, at, at < b->len, &byte, 1);
		break;
	case 1:	/* one bit */
		if (at < b->len)
			b->text[at] = (char)(b->text[at] ^ 1 << roll(d, 8));
		break;
	case 2:	/* a hole */
		replace(b, at, some < 40 ? some : some % 40, "", 0);
		break;
	case 3:	/* the end is missing */
		replace(b, at, b->len - at, "", 0);
		break;
	case 4:	/* a part of another file */
		replace(b, at, 0, c->text[other] + from, part);
		break;
	case 5:	/* the rest of another file */
		replace(b, at, b->len - at, c->text[other] + from, c->len[other] - from);
		break;
	case 6:
		replace(b, at, 0, token, strlen(token));
		break;
	default:
		replace(b, at, min_i32((int32_t)(b->len - at), (int32_t)strlen(token)) > 0, token, strlen(token));
		break;
	}
}

static int run_changed(const struct corpus *c, const char *last)
{
	for (uint64_t i = 0; i < RUNS; i++) {
		struct dice d = { .seed = i };
		struct strbuf b = { 0 };
		size_t file = roll(&d, (size_t)c->files);
		FILE *f = fopen(last, "w");

		strbuf_add(&b, c->text[file], c->len[file]);
		for (size_t changes = roll(&d, 6) + 1; changes > 0; changes--)
			change(&d, c, &b);
		if (b.failed || !f || fwrite(b.text, 1, b.len, f) != b.len || fclose(f) != 0)
			return 1;
		run(b.text, b.len);
		strbuf_free(&b);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *name = strstr(argv[0], "fuzz_"), *srcdir = getenv("srcdir");
	char folder[4096], last[4096];
	struct corpus c = { 0 };
	int failed;

	for (int i = 1; i < argc; i++) {
		if (file_load(argv[i], MAX_SIZE, &c.text[0], &c.len[0], NULL) != STATUS_OK)
			return 1;
		run(c.text[0], c.len[0]);
		free(c.text[0]);
	}
	if (argc > 1)
		return 0;
	snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", srcdir ? srcdir : ".", name ? name + 5 : "");
	snprintf(last, sizeof last, "%s.last", argv[0]);
	load(&c, folder);
	for (int i = 0; i < c.files; i++)
		run(c.text[i], c.len[i]);
	printf("1..2\n%s 1 - %d files of the corpus\n", c.files > 0 ? "ok" : "not ok", c.files);
	fflush(stdout);
	failed = c.files == 0 || run_changed(&c, last);
	printf("%s 2 - %d inputs made of them\n", failed ? "not ok" : "ok", RUNS);
	for (int i = 0; i < c.files; i++)
		free(c.text[i]);
	if (!failed)
		unlink(last);
	return failed;
}
