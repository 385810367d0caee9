// SPDX-License-Identifier: GPL-2.0
/*
 * The port driver from below: runs vp_test's cases, one TAP line each. A case
 * passes if it says so itself and the kernel log shows the warnings that it
 * has announced, in that order, and no other.
 *
 * port [PREFIX]: only cases whose name starts so. port --timed: those that measure
 * time, where that is exact.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kselftest.h"
#include "edu.h"
#include "wait.h"

#define MAX_CASES 256
#define MAX_LINES 64

/* The kernel lets ten lines of one place through in so many seconds. */
#define RATE_MS 5200
#define MAX_TRIES 12

/* On a slow machine a case may well take longer than the port driver likes. */
#define OVERDUE "has not returned from"

#define KMSG_WARNING 4

struct line {
	int level;
	char text[1024];
};

static struct line lines[MAX_LINES];
static int line_count;
static int kmsg;

static bool is_about_us(const char *text)
{
	int i;

	for (i = 0; edu_address[i][0]; i++) {
		if (strstr(text, edu_address[i]))
			return true;
	}
	return strstr(text, "videoport") || strstr(text, "vpt ") || strstr(text, "vp_test");
}

/* A record is "<level>,<number>,<time>,<flags>;<text>\n", then more lines. */
static void take_record(char *record)
{
	char *text = strchr(record, ';');
	int level = atoi(record) & 7;

	if (!text || level > KMSG_WARNING)
		return;
	text++;
	text[strcspn(text, "\n")] = '\0';
	if (!is_about_us(text) || strstr(text, OVERDUE) || line_count == MAX_LINES)
		return;
	lines[line_count].level = level;
	snprintf(lines[line_count].text, sizeof(lines[0].text), "%s", text);
	line_count++;
}

static void read_log(void)
{
	char record[8192];
	ssize_t got;

	line_count = 0;
	while ((got = read(kmsg, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		if (got <= 0)
			continue;
		record[got] = '\0';
		take_record(record);
	}
}

/* Whether a line holds all the words of "<level> <words>&<words>..." */
static bool line_is(const struct line *line, const char *want)
{
	char words[256];
	char *word, *rest;

	snprintf(words, sizeof(words), "%s", want);
	if (line->level != strtol(words, &rest, 10))
		return false;
	for (word = strtok(rest + 1, "&"); word; word = strtok(NULL, "&")) {
		if (!strstr(line->text, word))
			return false;
	}
	return true;
}

/* Compare the log with what the case has announced; @last: say what is wrong. */
static bool check_log(char *announced, bool *too_few, bool last)
{
	char *want[MAX_LINES];
	int i, count = 0;
	bool good;

	for (char *line = strtok(announced, "\n"); line && count < MAX_LINES;
	     line = strtok(NULL, "\n"))
		want[count++] = line;

	*too_few = line_count < count;
	good = line_count == count;
	for (i = 0; i < count && i < line_count; i++)
		good &= line_is(&lines[i], want[i]);
	if (good || (*too_few && !last))
		return good;

	for (i = 0; i < count; i++)
		ksft_print_msg("announced for the log: %s\n", want[i]);
	for (i = 0; i < line_count; i++)
		ksft_print_msg("seen in the log: %d %s\n", lines[i].level, lines[i].text);
	return false;
}

/* False if lines are missing in the log, and that is not the last word. */
static bool run_case(const char *name, bool last)
{
	char answer[4096], *announced;
	bool too_few = false;
	int error;

	read_log();
	error = edu_write("run", "%s", name);
	read_log();
	edu_read("run", answer, sizeof(answer));
	announced = answer + strcspn(answer, "\n");
	if (*announced)
		*announced++ = '\0';

	if (error)
		ksft_test_result_fail("%s: %s\n", name, strerror(error));
	else if (!strncmp(answer, "skip: ", 6))
		ksft_test_result_skip("%s: %s\n", name, answer + 6);
	else if (strcmp(answer, "ok"))
		ksft_test_result_fail("%s: %s\n", name, answer);
	else if (check_log(announced, &too_few, last))
		ksft_test_result_pass("%s\n", name);
	else if (last || !too_few)
		ksft_test_result_fail("%s: the kernel log\n", name);
	else
		return false;
	return true;
}

/*
 * Lines are swallowed where one place has said much already: such a case is run
 * again after the others, when the kernel listens again.
 */
static void run_all(char **names, int count)
{
	int tries, i, left;

	for (tries = 1; count && tries <= MAX_TRIES; tries++) {
		if (tries > 1)
			usleep(RATE_MS * 1000);
		for (i = 0, left = 0; i < count; i++) {
			if (!run_case(names[i], tries == MAX_TRIES))
				names[left++] = names[i];
		}
		count = left;
	}
}

static int find_cases(const char *file, const char *prefix, char **names)
{
	static char list[16384];
	char *name;
	int count = 0;

	edu_read(file, list, sizeof(list));
	for (name = strtok(list, "\n"); name && count < MAX_CASES; name = strtok(NULL, "\n")) {
		if (!strncmp(name, prefix, strlen(prefix)))
			names[count++] = name;
	}
	return count;
}

int main(int argc, char **argv)
{
	const char *prefix = argc > 1 ? argv[1] : "";
	bool timed = !strcmp(prefix, "--timed");
	const char *reason = edu_setup();
	char *names[MAX_CASES];
	int count;

	ksft_print_header();
	if (reason)
		ksft_exit_skip("%s\n", reason);
	if (timed && !time_is_exact())
		ksft_exit_skip("%s\n", TIME_IS_NOT_EXACT);

	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	if (kmsg < 0)
		ksft_exit_skip("no /dev/kmsg\n");
	lseek(kmsg, 0, SEEK_END);

	count = timed ? find_cases("timed", "", names) : find_cases("cases", prefix, names);
	if (!count)
		ksft_exit_fail_msg("no case starts with '%s'\n", prefix);

	ksft_set_plan(count);
	run_all(names, count);
	ksft_finished();
}
