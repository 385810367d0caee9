// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "edu.h"
#include "wait.h"

/* A word that selftests/vm/vm adds to the kernel's */
bool time_is_exact(void)
{
	char words[4096];

	return !file_read("/proc/cmdline", words, sizeof(words)) &&
	       strstr(words, "selftests.icount");
}

long long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static bool is_asleep(pid_t pid)
{
	char path[32], text[512], *state;

	/* The number of the call, "running", or -1 where it sleeps without one */
	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	if (file_read(path, text, sizeof(text)) || (*text >= '0' && *text <= '9'))
		return true;
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (file_read(path, text, sizeof(text)))
		return true;
	state = strrchr(text, ')');
	return state && !strncmp(state, ") Z", 3);
}

void await_asleep(pid_t pid)
{
	await(is_asleep(pid));
}

bool has_ended(pid_t child)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, child, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid == child;
}

int ended(pid_t child)
{
	int status = -1;

	waitpid(child, &status, 0);
	return status;
}
