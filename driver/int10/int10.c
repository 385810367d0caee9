// SPDX-License-Identifier: GPL-2.0
/*
 * videoport-int10: runs the video BIOS for the port driver's VideoPortInt10(), and for the
 * kernel's uvesafb, whose protocol it speaks as v86d does. The kernel starts it; it goes on
 * in the background. Root's to run.
 *
 * The BIOS runs on an emulated processor. It has copies of what the firmware left in memory,
 * the VGA's own memory, the VGA's ports and those of the device's ranges. What else it
 * writes goes nowhere: the machine's other devices are the kernel's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#include <linux/connector.h>
#include <linux/netlink.h>
#include <video/uvesafb.h>
#include <x86emu.h>

#define PAGE		4096
#define MEMORY		0x100000
#define BIOS_DATA	0x400
#define EBDA		0x40e		/* where its segment stands */
#define EBDA_LEAST	0x80000
#define HALT		0x600		/* where a call returns to */
#define STACK		0x10000
#define BUFFER		0x20000		/* as Windows has it */
#define BUFFER_BYTES	0x10000
#define VGA_MEMORY	0xa0000
#define VGA_MEMORY_END	0xc0000
#define VIDEO_ROM	VGA_MEMORY_END
#define VECTOR		(0x10 * 4)
#define PORTS		65536
/* Less than the port driver waits */
#define SECONDS		20
/* Above every process's number, so that it is nobody's by chance */
#define ADDRESS		0x56503130
/* The emulated memory grows by what is written there, up to 4 GiB */
#define BYTES		(256 << 20)
/* About refused ports: a BIOS may try all of them */
#define LINES		32
/* VBE's information; behind it is room for strings */
#define VBE_INFO	512

struct machine {
	alignas(PAGE) uint8_t memory[MEMORY];
	x86emu_t *emu;
	x86emu_memio_handler_t memory_access;
	bool ports[PORTS];
	bool told[PORTS];
	unsigned int lines;
};

/* A message as it goes over the wire */
struct message {
	struct nlmsghdr netlink;
	struct cn_msg connector;
	struct uvesafb_task task;
	uint8_t buffer[CONNECTOR_MAX_MSG_SIZE];
};

static struct machine machine;

/* Who starts it, the kernel, reads no words but those of the log. */
#define die(...)	(syslog(LOG_ERR, __VA_ARGS__), exit(1))

static void open_ports(unsigned int first, unsigned int count)
{
	if (first + count > PORTS || ioperm(first, count, 1))
		die("ports %#x to %#x: %m", first, first + count - 1);
	memset(machine.ports + first, true, count);
}

/* The ports among the ranges of a function of PCI */
static void open_ranges(int function)
{
	int fd = openat(function, "resource", O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	unsigned long long first, last, flags;

	while (file && fscanf(file, "%llx %llx %llx", &first, &last, &flags) == 3)
		if (flags & 0x100 && first && first <= last && last < PORTS)
			open_ports(first, last - first + 1);
	if (file)
		fclose(file);
}

static bool is_boot_vga(int function)
{
	int fd = openat(function, "boot_vga", O_RDONLY | O_CLOEXEC);
	char answer = '0';

	if (fd < 0)
		return false;
	if (read(fd, &answer, 1) != 1)
		answer = '0';
	close(fd);
	return answer == '1';
}

/* The card whose BIOS is in memory */
static void open_card(void)
{
	DIR *functions = opendir("/sys/bus/pci/devices");
	struct dirent *entry;

	while (functions && (entry = readdir(functions))) {
		int function = openat(dirfd(functions), entry->d_name,
				      O_DIRECTORY | O_RDONLY | O_CLOEXEC);

		if (function < 0)
			continue;
		if (is_boot_vga(function))
			open_ranges(function);
		close(function);
	}
	if (functions)
		closedir(functions);
}

/* Anew for each call: the kernel may have moved the card's, and given them to others. */
static void open_all_ports(void)
{
	if (ioperm(0, PORTS, 0))
		die("closing ports: %m");
	memset(machine.ports, false, sizeof(machine.ports));
	/* VGA's, and QEMU's and Bochs' of VBE */
	open_ports(0x3b0, 0x30);
	open_ports(0x1ce, 3);
	open_card();
}

static void copy_memory(int fd, unsigned int start, unsigned int end)
{
	if (pread(fd, machine.memory + start, end - start, start) != (ssize_t)(end - start))
		die("/dev/mem from %#x: %m", start);
}

static uint16_t word(unsigned int at)
{
	return machine.memory[at] | machine.memory[at + 1] << 8;
}

/* What the firmware left: vectors and data, its extended data, the ROMs */
static void copy_firmware(int fd)
{
	unsigned int extended;

	copy_memory(fd, 0, PAGE);
	extended = word(EBDA) * 16;
	if (extended >= EBDA_LEAST && extended < VGA_MEMORY)
		copy_memory(fd, extended, VGA_MEMORY);
	copy_memory(fd, VGA_MEMORY_END, MEMORY);
	/* hlt */
	machine.memory[HALT] = 0xf4;
}

static void map_memory(x86emu_t *emu, int fd)
{
	uint8_t *vga = mmap(NULL, VGA_MEMORY_END - VGA_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED,
			    fd, VGA_MEMORY);
	unsigned int at;

	if (vga == MAP_FAILED)
		die("the VGA's memory: %m");
	for (at = 0; at < MEMORY; at += PAGE)
		x86emu_set_page(emu, at, at >= VGA_MEMORY && at < VGA_MEMORY_END ?
				vga + at - VGA_MEMORY : machine.memory + at);
}

/* Whether all ports of an access are open; the log has the first that are not, once each. */
static bool may_access(unsigned int port, unsigned int bytes, const char *what)
{
	unsigned int i;
	bool open = port + bytes <= PORTS;

	for (i = 0; open && i < bytes; i++)
		open = machine.ports[port + i];
	if (!open && !machine.told[port & (PORTS - 1)] && machine.lines < LINES) {
		machine.told[port & (PORTS - 1)] = true;
		machine.lines++;
		syslog(LOG_NOTICE, "the BIOS %s port %#x: it may not", what, port);
	}
	return open;
}

static void read_port(unsigned int port, uint32_t *value, unsigned int bytes)
{
	*value = UINT32_MAX >> (32 - 8 * bytes);
	if (!may_access(port, bytes, "reads"))
		return;
	switch (bytes) {
	case 1:
		*value = inb(port);
		break;
	case 2:
		*value = inw(port);
		break;
	default:
		*value = inl(port);
	}
}

static void write_port(unsigned int port, uint32_t value, unsigned int bytes)
{
	if (!may_access(port, bytes, "writes"))
		return;
	switch (bytes) {
	case 1:
		outb(value, port);
		break;
	case 2:
		outw(value, port);
		break;
	default:
		outl(value, port);
	}
}

static unsigned int emulated_access(x86emu_t *emu, uint32_t address, uint32_t *value,
				    unsigned int type)
{
	unsigned int bytes = 1 << (type & 3);

	switch (type & ~0xff) {
	case X86EMU_MEMIO_I:
		read_port(address, value, bytes);
		return 0;
	case X86EMU_MEMIO_O:
		write_port(address, *value, bytes);
		return 0;
	default:
		return machine.memory_access(emu, address, value, type);
	}
}

static void begin_machine(void)
{
	int fd = open("/dev/mem", O_RDWR | O_SYNC | O_CLOEXEC);

	if (fd < 0)
		die("/dev/mem: %m");
	copy_firmware(fd);
	machine.emu = x86emu_new(X86EMU_PERM_RWX, 0);
	if (!machine.emu)
		die("no memory");
	map_memory(machine.emu, fd);
	close(fd);
	machine.memory_access = x86emu_set_memio_handler(machine.emu, emulated_access);
	open_all_ports();
}

static void set_segment(sel_t *segment, uint16_t value)
{
	x86emu_set_seg_register(machine.emu, segment, value);
}

static void set_registers(const struct v86_regs *regs)
{
	x86emu_regs_t *x86 = &machine.emu->x86;

	x86->R_EAX = regs->eax;
	x86->R_EBX = regs->ebx;
	x86->R_ECX = regs->ecx;
	x86->R_EDX = regs->edx;
	x86->R_ESI = regs->esi;
	x86->R_EDI = regs->edi;
	x86->R_EBP = regs->ebp;
	set_segment(x86->R_DS_SEL, regs->ds);
	set_segment(x86->R_ES_SEL, regs->es);
}

static void get_registers(struct v86_regs *regs)
{
	const x86emu_regs_t *x86 = &machine.emu->x86;

	regs->eax = x86->R_EAX;
	regs->ebx = x86->R_EBX;
	regs->ecx = x86->R_ECX;
	regs->edx = x86->R_EDX;
	regs->esi = x86->R_ESI;
	regs->edi = x86->R_EDI;
	regs->ebp = x86->R_EBP;
	regs->eflags = x86->R_EFLG;
	regs->ds = x86->R_DS;
	regs->es = x86->R_ES;
}

/* What an interrupt pushes: flags and the place to return to */
static void push_return(void)
{
	static const uint16_t frame[] = { HALT & 15, HALT >> 4, F_ALWAYS_ON };
	x86emu_regs_t *x86 = &machine.emu->x86;

	set_segment(x86->R_SS_SEL, STACK >> 4);
	x86->R_ESP = 0xfff0 - sizeof(frame);
	memcpy(machine.memory + STACK + x86->R_ESP, frame, sizeof(frame));
}

static bool is_rom(uint32_t address)
{
	return address >= VGA_MEMORY_END && address < MEMORY;
}

/* Firmware that runs no video BIOS leaves its own vector, or none. */
static bool has_bios(void)
{
	return word(VIDEO_ROM) == 0xaa55 && is_rom(word(VECTOR + 2) * 16 + word(VECTOR));
}

/* True if the BIOS has come back. */
static bool call_bios(struct v86_regs *regs)
{
	x86emu_t *emu = machine.emu;

	x86emu_reset(emu);
	set_registers(regs);
	push_return();
	set_segment(emu->x86.R_CS_SEL, word(VECTOR + 2));
	emu->x86.R_EIP = word(VECTOR);
	emu->x86.R_EFLG = F_ALWAYS_ON;
	emu->timeout = SECONDS;
	x86emu_run(emu, X86EMU_RUN_TIMEOUT);
	get_registers(regs);
	return emu->x86.R_CS == HALT >> 4 && (emu->x86.R_EIP & ~1) == (HALT & 15) &&
	       emu->x86.mode & _MODE_HALTED;
}

/* The length of a string, or of a list of modes, with its end; or 0 */
static unsigned int length_of(uint32_t address, unsigned int room, bool modes)
{
	unsigned int step = modes ? 2 : 1, length;

	for (length = 0; length + step <= room && address + length + step <= MEMORY; length += step)
		if (modes ? word(address + length) == 0xffff : !machine.memory[address + length])
			return length + step;
	return 0;
}

/*
 * A far pointer of VBE's information becomes an offset in it; what it points to in the ROM
 * is copied behind. Free is where that may go.
 */
static void pull_in(uint32_t *pointer, struct message *message, unsigned int *free, bool modes)
{
	uint32_t address = (*pointer >> 16) * 16 + (*pointer & 0xffff);
	unsigned int bytes = message->task.buf_len, length;

	*pointer = 0;
	if (address >= BUFFER && address < BUFFER + bytes) {
		*pointer = address - BUFFER;
	} else if (is_rom(address)) {
		length = length_of(address, bytes - *free, modes);
		if (!length)
			return;
		memcpy(message->buffer + *free, machine.memory + address, length);
		*pointer = *free;
		*free += length;
	}
}

static void pull_in_all(struct message *message)
{
	static const uint8_t fields[] = {
		offsetof(struct vbe_ib, mode_list_ptr),
		offsetof(struct vbe_ib, oem_string_ptr),
		offsetof(struct vbe_ib, oem_vendor_name_ptr),
		offsetof(struct vbe_ib, oem_product_name_ptr),
		offsetof(struct vbe_ib, oem_product_rev_ptr),
	};
	unsigned int free = VBE_INFO;
	uint32_t pointer;

	for (size_t i = 0; i < sizeof(fields); i++) {
		memcpy(&pointer, message->buffer + fields[i], sizeof(pointer));
		pull_in(&pointer, message, &free, !i);
		memcpy(message->buffer + fields[i], &pointer, sizeof(pointer));
	}
}

static bool is_vbe_info(const struct uvesafb_task *task)
{
	return task->flags & TF_VBEIB && task->buf_len >= VBE_INFO;
}

static void perform(struct message *message)
{
	struct uvesafb_task *task = &message->task;
	unsigned int bytes = task->buf_len;

	memcpy(machine.memory + BUFFER, message->buffer, bytes);
	if (task->flags & (TF_BUF_ESDI | TF_BUF_ESBX | TF_VBEIB))
		task->regs.es = BUFFER >> 4;
	if (task->flags & (TF_BUF_ESDI | TF_VBEIB))
		task->regs.edi = 0;
	if (task->flags & TF_BUF_ESBX)
		task->regs.ebx = 0;
	/* A length of -1 is no answer to either of those who ask, and said at once. */
	if (!has_bios()) {
		syslog(LOG_ERR, "no video BIOS is in memory");
		task->buf_len = -1;
		return;
	}
	open_all_ports();
	if (!call_bios(&task->regs)) {
		syslog(LOG_ERR, "the BIOS does not come back from function %#x",
		       task->regs.eax & 0xffff);
		task->buf_len = -1;
		return;
	}
	if (task->flags & (TF_BUF_RET | TF_VBEIB))
		memcpy(message->buffer, machine.memory + BUFFER, bytes);
	if (is_vbe_info(task) && (task->regs.eax & 0xffff) == 0x4f)
		pull_in_all(message);
}

/* Whether its lengths are those of a task */
static bool is_task(const struct message *message, ssize_t got)
{
	const size_t least = sizeof(message->connector) + sizeof(message->task);
	size_t length = got - NLMSG_HDRLEN;

	return got >= (ssize_t)(NLMSG_HDRLEN + least) &&
	       message->netlink.nlmsg_type == NLMSG_DONE &&
	       message->connector.id.idx == CN_IDX_V86D &&
	       message->connector.id.val == CN_VAL_V86D_UVESAFB &&
	       message->task.buf_len >= 0 && message->task.buf_len <= BUFFER_BYTES &&
	       length >= least + message->task.buf_len &&
	       message->connector.len >= sizeof(message->task) + message->task.buf_len &&
	       length >= sizeof(message->connector) + message->connector.len;
}

static void serve(int fd)
{
	static struct message message;
	struct sockaddr_nl from;
	socklen_t length = sizeof(from);
	ssize_t got = recvfrom(fd, &message, sizeof(message), 0, (void *)&from, &length);

	/* Some were lost, or it was a signal */
	if (got < 0 && (errno == ENOBUFS || errno == EINTR))
		return;
	if (got < 0)
		die("the kernel's message: %m");
	/* The kernel has no port of its own */
	if (from.nl_pid || !is_task(&message, got))
		return;
	if (message.task.flags & TF_EXIT)
		_exit(0);
	perform(&message);
	message.netlink.nlmsg_len = NLMSG_HDRLEN + sizeof(message.connector) +
				    message.connector.len;
	message.netlink.nlmsg_pid = 0;
	message.netlink.nlmsg_flags = 0;
	if (send(fd, &message, message.netlink.nlmsg_len, 0) < 0)
		syslog(LOG_ERR, "the answer can't be sent: %m");
}

/* One listens: of two, each would run the BIOS at every call. */
static int listen_to_kernel(void)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_pid = ADDRESS,
		.nl_groups = 1 << (CN_IDX_V86D - 1),
	};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR);

	if (fd >= 0 && !bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return fd;
	if (errno != EADDRINUSE)
		die("the kernel's connector: %m");
	syslog(LOG_INFO, "another one listens");
	exit(0);
}

static void limit_memory(void)
{
	const struct rlimit limit = { BYTES, BYTES };

	if (setrlimit(RLIMIT_AS, &limit))
		die("the limit of memory: %m");
}

/* The kernel starts it with none, and what is opened in their place daemon() would close. */
static void open_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int main(void)
{
	int fd;

	open_standard_files();
	openlog("videoport-int10", LOG_PID | LOG_PERROR, LOG_DAEMON);
	limit_memory();
	begin_machine();
	/* Who waits for its end gets it once it listens. */
	fd = listen_to_kernel();
	if (daemon(0, 0))
		die("the background: %m");
	for (;;)
		serve(fd);
}
