// SPDX-License-Identifier: GPL-2.0
/* What is told of an INF: "file:line: reason" */
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inf.h"

static const char *inf_path;
static const char *out_path;

/* Which INF it is; die() removes the output, if that is not NULL. */
void complain_of(const char *inf, const char *out)
{
	inf_path = inf;
	out_path = out;
}

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
