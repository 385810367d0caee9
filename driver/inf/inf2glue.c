// SPDX-License-Identifier: GPL-2.0
/*
 * inf2glue --name MODULE --license LICENSE [--override-only] [-o FILE] INF
 *
 * Writes the C that makes a Linux module of the miniport which the INF installs
 * on Windows: entry to DriverEntry, PCI table, registry defaults. With
 * --override-only the module takes no device by itself, only through
 * driver_override.
 *
 * A mistake in the INF is told as "file:line: reason"; the exit status is then 1
 * and no output is left.
 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inf.h"

/* All memory lasts as long as the program, in a chain of chunks */
struct chunk {
	struct chunk *next;
	max_align_t memory[];
};

#define CHUNK_BYTES	65536

static const char *inf_path;
static const char *out_path;

/* What a failed run must not leave: never a device file, a pipe or the like */
static void remove_output(void)
{
	struct stat st;

	if (out_path && !lstat(out_path, &st) && S_ISREG(st.st_mode))
		unlink(out_path);
}

static void say(unsigned int number, const char *what, const char *format, va_list arguments)
{
	fprintf(stderr, "%s:", inf_path);
	if (number)
		fprintf(stderr, "%u:", number);
	fprintf(stderr, " %s", what);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

/* Ends the program. Line 0 is the file as a whole. */
void die(unsigned int number, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(number, "", format, arguments);
	va_end(arguments);
	remove_output();
	exit(EXIT_FAILURE);
}

void warn(unsigned int number, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(number, "warning: ", format, arguments);
	va_end(arguments);
}

/* Zeroed memory; never NULL */
void *take(size_t size)
{
	const size_t unit = sizeof(max_align_t);
	static struct chunk *chunks;
	static size_t left, total;
	struct chunk *chunk;
	size_t room;

	size = (size + unit - 1) / unit * unit;
	if (size > left) {
		room = size > CHUNK_BYTES ? size : CHUNK_BYTES;
		total += room;
		if (total > INF_MAX_MEMORY)
			die(0, "takes more than %u MiB with its %%strings%% put in",
			    INF_MAX_MEMORY >> 20);
		chunk = calloc(1, sizeof(*chunk) + room);
		if (!chunk)
			die(0, "out of memory");
		chunk->next = chunks;
		chunks = chunk;
		left = room;
	}
	left -= size;
	return (char *)chunks->memory + left;
}

/* Order of structures that begin with their name, without regard to case */
int by_name(const void *a, const void *b)
{
	const char * const *x = a, * const *y = b;

	return strcasecmp(*x, *y);
}

static void refuse_options(void)
{
	fputs("usage: inf2glue --name MODULE --license LICENSE [--override-only] [-o FILE] INF\n",
	      stderr);
	exit(EXIT_FAILURE);
}

/* A module's name is part of the names of its functions */
static bool is_name(const char *name)
{
	const char *p = name;

	while (isalnum((unsigned char)*p) || *p == '_')
		p++;
	return p != name && !*p && !isdigit((unsigned char)*name);
}

static void read_options(int argc, char **argv, struct glue_options *options)
{
	static const struct option known[] = {
		{ "name", required_argument, NULL, 'n' },
		{ "license", required_argument, NULL, 'l' },
		{ "override-only", no_argument, NULL, 'r' },
		{ }
	};
	int option;

	while ((option = getopt_long(argc, argv, "o:", known, NULL)) != -1) {
		if (option == 'n')
			options->name = optarg;
		else if (option == 'l')
			options->license = optarg;
		else if (option == 'r')
			options->override_only = true;
		else if (option == 'o')
			out_path = optarg;
		else
			refuse_options();
	}
	if (optind != argc - 1 || !options->name || !is_name(options->name) ||
	    !options->license || !*options->license)
		refuse_options();
	inf_path = argv[optind];
	options->inf = strrchr(inf_path, '/') ? strrchr(inf_path, '/') + 1 : inf_path;
}

int main(int argc, char **argv)
{
	struct glue_options options = { 0 };
	struct driver driver = { 0 };
	FILE *out = stdout;
	bool failed;

	read_options(argc, argv, &options);
	models_read(inf_parse(text_read(inf_path)), &driver);
	if (out_path)
		out = fopen(out_path, "w");
	if (!out)
		die(0, "%s: %s", out_path, strerror(errno));
	glue_write(out, &driver, &options);
	failed = ferror(out);
	if (fclose(out) || failed)
		die(0, "%s: %s", out_path ? out_path : "standard output", strerror(errno));
	return EXIT_SUCCESS;
}
