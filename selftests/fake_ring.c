// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "edu.h"
#include "fake_ring.h"
#include "screen.h"
#include "wait.h"

static char log_text[256 * 1024];

int device(const char *command)
{
	return edu_write("device", "%s", command);
}

int knob(const char *name, unsigned int value)
{
	return edu_write(name, "%u", value);
}

int held(const char *name)
{
	char text[256], field[32];
	const char *at;

	edu_read("device", text, sizeof(text));
	snprintf(field, sizeof(field), "%s=", name);
	at = strstr(text, field);
	return at ? atoi(at + strlen(field)) : -1;
}

const char *read_log(void)
{
	edu_read("log", log_text, sizeof(log_text));
	return log_text;
}

int logged(const char *name, const char *part)
{
	const char *line, *end;
	char text[512];
	int count = 0;

	for (line = read_log(); *line; line = end + 1) {
		end = strchrnul(line, '\n');
		snprintf(text, sizeof(text), "%.*s", (int)(end - line), line);
		if (!strncmp(text, name, strlen(name)) && text[strlen(name)] <= ' ' &&
		    strstr(text, part))
			count++;
		if (!*end)
			break;
	}
	return count;
}

void await_logged(const char *name, const char *part, int count)
{
	await(logged(name, part) >= count);
}

pid_t when_asleep(const char *command, unsigned int times)
{
	int error = 0;
	pid_t pid = fork();

	if (pid)
		return pid;
	while (!error && times--) {
		await_asleep(getppid());
		error = device(command);
	}
	_exit(error);
}

int events(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN | POLLOUT };

	poll(&poll_fd, 1, 0);
	return poll_fd.revents;
}

unsigned long long room(int fd)
{
	struct videoport_query query = { .max_ring_bytes = 0 };

	ioctl(fd, VIDEOPORT_IOC_QUERY, &query);
	return query.max_ring_bytes;
}
