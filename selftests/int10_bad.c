// SPDX-License-Identifier: GPL-2.0
/*
 * A helper of VideoPortInt10 that does as its name says, by which the kernel starts it, and
 * touches no device: what it answers is that all went well.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/connector.h>
#include <linux/netlink.h>
#include <video/uvesafb.h>

struct message {
	struct nlmsghdr netlink;
	struct cn_msg connector;
	struct uvesafb_task task;
	char buffer[CONNECTOR_MAX_MSG_SIZE];
};

static int kernel;

static void answer(const struct message *asked, __u32 eax)
{
	struct message message = *asked;
	static __u32 mode;

	/* The mode is what was set */
	if (message.task.regs.eax == 0x4f02)
		mode = message.task.regs.ebx;
	message.task.regs.ebx = mode;
	message.task.regs.eax = eax;
	message.netlink.nlmsg_len = NLMSG_HDRLEN + sizeof(message.connector) +
				    message.connector.len;
	message.netlink.nlmsg_pid = 0;
	if (send(kernel, &message, message.netlink.nlmsg_len, 0) < 0)
		err(1, "sending");
}

static void well(const struct message *asked)
{
	answer(asked, 0x4f);
}

/* Nothing, for ever */
static void hangs(const struct message *asked)
{
	(void)asked;
	pause();
}

static void dies(const struct message *asked)
{
	(void)asked;
	_exit(1);
}

/* A buffer that is longer than what was sent */
static void rubbish(const struct message *asked)
{
	struct message message = *asked;

	message.task.buf_len = 1 << 20;
	well(&message);
}

/* Less than a task */
static void shorter(const struct message *asked)
{
	struct message message = *asked;

	message.connector.len = 8;
	well(&message);
}

static void twice(const struct message *asked)
{
	well(asked);
	answer(asked, 0);
}

/* First for calls that there are not */
static void other(const struct message *asked)
{
	struct message message = *asked;

	message.connector.seq++;
	answer(&message, 0);
	message = *asked;
	message.connector.ack++;
	answer(&message, 0);
	well(asked);
}

/* What somebody else answers, first */
static void nobody(const struct message *asked)
{
	if (seteuid(65534))
		err(1, "another user");
	answer(asked, 0);
	if (seteuid(0))
		err(1, "root");
	well(asked);
}

/* The first question is answered when there is a second. */
static void late(const struct message *asked)
{
	static struct message first;
	static bool has_first;

	if (!has_first) {
		first = *asked;
		has_first = true;
		return;
	}
	answer(&first, 0);
	well(asked);
}

static const struct {
	const char *name;
	void (*act)(const struct message *asked);
} habits[] = {
	{ "well", well },
	{ "hangs", hangs },
	{ "dies", dies },
	{ "rubbish", rubbish },
	{ "shorter", shorter },
	{ "twice", twice },
	{ "other", other },
	{ "nobody", nobody },
	{ "late", late },
	{ },
};

/* A file PATH.NAME, whose lines are counted, or which has a process */
static void note(const char *path, const char *name, const char *line)
{
	char file[256];
	FILE *out;

	snprintf(file, sizeof(file), "%s.%s", path, name);
	out = fopen(file, "a");
	if (!out || fprintf(out, "%s\n", line) < 0 || fclose(out))
		err(1, "%s", file);
}

static void serve(const char *path, void (*act)(const struct message *asked))
{
	static struct message message;
	ssize_t got;

	for (;;) {
		memset(&message, 0, sizeof(message));
		got = recv(kernel, &message, sizeof(message), 0);
		if (got < 0 && errno != EINTR)
			err(1, "the kernel's message");
		if (got <= 0)
			continue;
		note(path, "asked", "a call");
		act(&message);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = 1 << (CN_IDX_V86D - 1),
	};
	const char *name = strrchr(argv[0], '/');
	char process[32];

	if (argc != 1 || !name)
		errx(2, "the kernel starts this, by a path");
	kernel = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR);
	if (kernel < 0)
		err(1, "the kernel's connector");
	snprintf(process, sizeof(process), "%d", getpid());
	note(argv[0], "pid", process);
	if (bind(kernel, (struct sockaddr *)&address, sizeof(address)))
		err(1, "the kernel's connector");
	for (unsigned int i = 0; habits[i].name; i++)
		if (!strcmp(habits[i].name, name + 1))
			serve(argv[0], habits[i].act);
	errx(2, "no habit %s", name + 1);
}
