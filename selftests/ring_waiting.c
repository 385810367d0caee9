// SPDX-License-Identifier: GPL-2.0
/*
 * Whom a ring lets wait, for what and how long, with a device that answers when it is
 * told to: few interrupts, poll, read and signals.
 */
#define _GNU_SOURCE
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>

#include "ring_fixture.h"

/* Nobody waits: no interrupt. All are waited for: one, at the last. */
TEST_F(ring, interrupts_are_few)
{
	ASSERT_EQ(0, present(0, 4));
	ASSERT_EQ(0, device("complete 4"));
	EXPECT_EQ(0, logged("complete", ""));
	EXPECT_EQ(4, take(8, 0));

	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(8, screen_present(&self->screen, self->frames, 8, self->done, 8, 8));
	EXPECT_GE(1, logged("complete", ""));
	EXPECT_GE(1, logged("notify", "frames=8 "));
}

/* Who polls a file of their own, which has no ring, costs this one nothing. */
TEST_F(ring, another_file_is_polled)
{
	pid_t child = fork();

	if (!child) {
		struct pollfd other = { .events = POLLIN };

		other.fd = open(edu_node(), O_RDWR);
		_exit(poll(&other, 1, -1) < 0);
	}
	await_asleep(child);
	EXPECT_EQ(0, present(0, 4));
	EXPECT_EQ(0, device("complete 4"));
	EXPECT_EQ(0, logged("complete", ""));
	EXPECT_EQ(4, take(8, 0));
	kill(child, SIGKILL);
	ended(child);
}

TEST_F(ring, min_completions)
{
	pid_t child;

	ASSERT_EQ(0, present(0, 5));
	ASSERT_EQ(0, device("complete 2"));
	/* No more than there is room for */
	ASSERT_EQ(1, take(1, 1));
	EXPECT_EQ(0, self->done[0].frame);
	/* One is there, two are to come. */
	child = when_asleep("complete 1", 2);
	ASSERT_EQ(3, take(8, 3));
	EXPECT_EQ(3, self->done[2].frame);
	EXPECT_EQ(0, ended(child));
	/* More than can come: all that do */
	child = when_asleep("complete 1", 1);
	ASSERT_EQ(1, take(8, 5));
	EXPECT_EQ(4, self->done[0].frame);
	EXPECT_EQ(0, take(8, 5));
	EXPECT_EQ(0, ended(child));
}

/* A page that is not there until somebody gives it: its userfaultfd, or -errno */
static int slow_page(void **page)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*page = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	range.range.start = (uintptr_t)*page;
	range.range.len = getpagesize();
	if (ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &range))
		return -errno;
	return fd;
}

static void give_page(int fd, void *page)
{
	struct uffdio_zeropage zero = {
		.range = { .start = (uintptr_t)page, .len = getpagesize() },
	};

	ioctl(fd, UFFDIO_ZEROPAGE, &zero);
}

/* Who reads completions, to where, and what came of it */
struct reader {
	int fd;
	void *to;
	pid_t task;
	int got;
};

static void *read_one(void *argument)
{
	struct reader *reader = argument;

	__atomic_store_n(&reader->task, syscall(SYS_gettid), __ATOMIC_RELEASE);
	reader->got = read(reader->fd, reader->to, sizeof(struct videoport_completion));
	if (reader->got < 0)
		reader->got = -errno;
	return NULL;
}

/* What the kernel says that a thread is doing */
static char state_of(const struct reader *reader)
{
	pid_t task = __atomic_load_n(&reader->task, __ATOMIC_ACQUIRE);
	char path[64], text[512], *state;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", task);
	if (!task || file_read(path, text, sizeof(text)))
		return '?';
	state = strrchr(text, ')');
	return state ? state[2] : '?';
}

static void no_more(int signal)
{
	(void)signal;
}

/* One who reads into a page that is long in coming keeps another waiting, who can be
 * interrupted and so be frozen, too.
 */
TEST_F(ring, reader_behind_a_slow_page)
{
	struct sigaction action = { .sa_handler = no_more };
	struct reader slow = { .fd = self->screen.fd }, other = slow;
	struct uffd_msg message;
	pthread_t threads[2];
	int fault;

	fault = slow_page(&slow.to);
	if (fault < 0)
		SKIP(return, "no userfaultfd: %s", strerror(-fault));
	other.to = self->done;
	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	ASSERT_EQ(0, present(0, 2));
	ASSERT_EQ(0, device("complete 2"));
	ASSERT_EQ(0, pthread_create(&threads[0], NULL, read_one, &slow));
	ASSERT_EQ((ssize_t)sizeof(message), read(fault, &message, sizeof(message)));
	ASSERT_EQ(0, pthread_create(&threads[1], NULL, read_one, &other));
	await(state_of(&other) == 'S' || state_of(&other) == 'D');
	EXPECT_EQ('S', state_of(&other)) {
		/* Or nothing would end it. */
		give_page(fault, slow.to);
	}
	pthread_kill(threads[1], SIGUSR1);
	pthread_join(threads[1], NULL);
	EXPECT_EQ(-EINTR, other.got);
	give_page(fault, slow.to);
	pthread_join(threads[0], NULL);
	EXPECT_EQ((int)sizeof(struct videoport_completion), slow.got);
	EXPECT_EQ(1, take(8, 1));
}

static void *poll_one(void *argument)
{
	struct reader *reader = argument;
	struct pollfd in = { .fd = reader->fd, .events = POLLIN };

	__atomic_store_n(&reader->task, syscall(SYS_gettid), __ATOMIC_RELEASE);
	reader->got = poll(&in, 1, -1) == 1 ? in.revents : -errno;
	return NULL;
}

/*
 * Who can't have what was taken for him leaves it to others, and they hear of it: another
 * one presents meanwhile, and a third one waits.
 */
TEST_F(ring, reader_without_a_page)
{
	struct reader slow = { .fd = self->screen.fd }, poller = slow;
	struct uffd_msg message;
	pthread_t threads[2];
	int fault;

	fault = slow_page(&slow.to);
	if (fault < 0)
		SKIP(return, "no userfaultfd: %s", strerror(-fault));
	ASSERT_EQ(0, present(0, 2));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(0, pthread_create(&threads[0], NULL, read_one, &slow));
	ASSERT_EQ((ssize_t)sizeof(message), read(fault, &message, sizeof(message)));
	/* What he is about to have is nobody's to draw, and what another presents goes on. */
	EXPECT_EQ(EBUSY, present(0, 1));
	EXPECT_EQ(0, present(2, 1));
	ASSERT_EQ(0, pthread_create(&threads[1], NULL, poll_one, &poller));
	await(state_of(&poller) == 'S');
	ASSERT_EQ(0, mprotect(slow.to, getpagesize(), PROT_READ));
	give_page(fault, slow.to);
	pthread_join(threads[0], NULL);
	EXPECT_EQ(-EFAULT, slow.got);
	pthread_join(threads[1], NULL);
	EXPECT_EQ(POLLIN | POLLOUT, poller.got | POLLOUT);
	EXPECT_EQ(EBUSY, present(0, 1));
	ASSERT_EQ(1, take(8, 1));
	EXPECT_EQ(0, self->done[0].frame);
	EXPECT_EQ(1, (int)self->done[0].sequence);
	EXPECT_EQ(0, present(0, 1));
	ASSERT_EQ(0, device("complete 3"));
	ASSERT_EQ(3, take(8, 3));
	EXPECT_EQ(4, (int)self->done[2].sequence);
}

TEST_F(ring, nonblocking)
{
	int fd = self->screen.fd;

	nonblock(fd, true);
	EXPECT_EQ(-1, read(fd, self->done, sizeof(self->done)));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-EAGAIN, take(1, 1));
	EXPECT_EQ(0, take(1, 0));
	/* Something to present is something to do. */
	EXPECT_EQ(0, screen_present(&self->screen, self->frames, 1, self->done, 1, 1));
	EXPECT_EQ(-EAGAIN, take(1, 1));
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(8, 8));
}

TEST_F(ring, poll)
{
	int fd = self->screen.fd;
	struct pollfd in = { .fd = fd, .events = POLLIN };
	pid_t child;

	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, present(0, 7));
	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, present(7, 1));
	EXPECT_EQ(0, events(fd));

	child = when_asleep("complete 1", 1);
	EXPECT_EQ(1, poll(&in, 1, -1));
	EXPECT_EQ(POLLIN, in.revents);
	EXPECT_EQ(0, ended(child));
	/* Done is not free. */
	EXPECT_EQ(POLLIN, events(fd));
	ASSERT_EQ(1, take(1, 1));
	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, device("complete 7"));
	EXPECT_EQ(POLLIN | POLLOUT, events(fd));
	EXPECT_EQ(7, take(8, 8));
}

TEST_F(ring, read)
{
	size_t one = sizeof(self->done[0]);
	int fd = self->screen.fd;
	pid_t child;

	ASSERT_EQ(0, present(0, 4));
	ASSERT_EQ(0, device("complete 3"));
	EXPECT_EQ(-1, read(fd, self->done, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, read(fd, self->done, one - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ((ssize_t)one, read(fd, self->done, 2 * one - 1));
	EXPECT_EQ(0, self->done[0].frame);
	EXPECT_EQ((ssize_t)(2 * one), read(fd, self->done, 8 * one));
	EXPECT_EQ(2, self->done[1].frame);
	/* And waits when there is none */
	child = when_asleep("complete 1", 1);
	EXPECT_EQ((ssize_t)one, read(fd, self->done, 8 * one));
	EXPECT_EQ(3, self->done[0].frame);
	EXPECT_EQ(0, ended(child));
}

static void nothing(int signal)
{
	(void)signal;
}

/* A signal comes when this process sleeps in a call. */
static pid_t signal_when_asleep(int flags)
{
	struct sigaction action = { .sa_handler = nothing, .sa_flags = flags };
	pid_t child;

	sigaction(SIGUSR1, &action, NULL);
	child = fork();
	if (child)
		return child;
	await_asleep(getppid());
	_exit(kill(getppid(), SIGUSR1));
}

/* What was presented stays presented; the call says how far it came. */
TEST_F(ring, signals)
{
	int fd = self->screen.fd;
	pid_t child;

	child = signal_when_asleep(0);
	EXPECT_EQ(0, screen_present(&self->screen, self->frames, 2, self->done, 8, 2));
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(2, held("queued"));
	ASSERT_EQ(0, device("complete 1"));
	child = signal_when_asleep(SA_RESTART);
	EXPECT_EQ(1, take(8, 2));
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(0, self->done[0].frame);
	child = signal_when_asleep(0);
	EXPECT_EQ(-1, read(fd, self->done, sizeof(self->done)));
	EXPECT_EQ(EINTR, errno);
	EXPECT_EQ(0, ended(child));
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(8, 1));
	EXPECT_EQ(1, self->done[0].frame);
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
