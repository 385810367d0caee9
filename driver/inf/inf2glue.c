// SPDX-License-Identifier: GPL-2.0
/*
 * inf2glue --name MODULE --license LICENSE [--version VERSION] [--override-only]
 *	[--id VENDOR:DEVICE]... [-o FILE] INF
 *
 * Writes the C that makes a Linux module of the miniport which the INF installs
 * on Windows: entry to DriverEntry, PCI table, registry defaults. With
 * --override-only the module takes no device by itself, only through
 * driver_override. Without --version the module has the INF's. --id names a
 * function that the INF need not name.
 *
 * A mistake in the INF is told as "file:line: reason"; the exit status is then 1
 * and no output is left.
 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "inf.h"

static void refuse_options(void)
{
	fputs("usage: inf2glue --name MODULE --license LICENSE [--version VERSION]\n"
	      "\t[--override-only] [--id VENDOR:DEVICE]... [-o FILE] INF\n", stderr);
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

/* @in, @out: the INF and the output; NULL for standard output */
static void read_options(int argc, char **argv, struct glue_options *options,
			 struct driver *driver, const char **in, const char **out)
{
	static const struct option known[] = {
		{ "name", required_argument, NULL, 'n' },
		{ "license", required_argument, NULL, 'l' },
		{ "version", required_argument, NULL, 'v' },
		{ "override-only", no_argument, NULL, 'r' },
		{ "id", required_argument, NULL, 'i' },
		{ }
	};
	int option;

	while ((option = getopt_long(argc, argv, "o:", known, NULL)) != -1) {
		if (option == 'n')
			options->name = optarg;
		else if (option == 'l')
			options->license = optarg;
		else if (option == 'v')
			options->version = optarg;
		else if (option == 'r')
			options->override_only = true;
		else if (option == 'o')
			*out = optarg;
		else if (option == 'i' && models_add(driver, optarg))
			continue;
		else
			refuse_options();
	}
	if (optind != argc - 1 || !options->name || !is_name(options->name) ||
	    !options->license || !*options->license)
		refuse_options();
	*in = argv[optind];
	options->inf = strrchr(*in, '/') ? strrchr(*in, '/') + 1 : *in;
}

int main(int argc, char **argv)
{
	struct glue_options options = { 0 };
	struct driver driver = { 0 };
	const char *in_path, *out_path = NULL;
	FILE *out = stdout;
	bool failed;

	read_options(argc, argv, &options, &driver, &in_path, &out_path);
	complain_of(in_path, out_path);
	models_read(inf_parse(text_read(in_path)), &driver);
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
