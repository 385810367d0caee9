/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * /dev/videoportN: what a program draws is read by the device as bus master.
 *
 * A program makes a ring of frames, maps it, draws into a frame and presents
 * it. The frame belongs to the device until its completion has been read, by
 * read() or by the present call itself; then it may be drawn again.
 *
 * Every structure's reserved bytes and every flag without a name here must be
 * zero, or the call fails with EINVAL. After any error nothing has changed.
 */
#ifndef _UAPI_VIDEOPORT_H
#define _UAPI_VIDEOPORT_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Of the whole tree; everything else that names a version reads this line. */
#define VIDEOPORT_VERSION "1.0"

/* 32 bits a pixel, little-endian, [31:0] x:R:G:B 8:8:8:8, as DRM_FORMAT_XRGB8888 */
#define VIDEOPORT_FORMAT_XRGB8888	0x34325258

#define VIDEOPORT_MIN_FRAMES	2
#define VIDEOPORT_MAX_FRAMES	64

/* struct videoport_query.caps */
#define VIDEOPORT_CAP_RING	(1U << 0)	/* rings can be made */
#define VIDEOPORT_CAP_SCANS_OUT	(1U << 1)	/* a frame is done when its successor is shown */

/**
 * struct videoport_query - what stands behind a device file
 * @driver: the miniport's module
 * @bus_id: the PCI function, as in sysfs
 * @caps: VIDEOPORT_CAP_*
 * @modes: how many modes VIDEOPORT_IOC_MODE knows
 * @preferred_mode: the one the monitor prefers, an index
 * @max_width: widest ring, pixels
 * @max_height: highest ring, pixels
 * @pad: zero
 * @max_ring_bytes: ring memory left, for all devices together
 * @version: the port driver's VIDEOPORT_VERSION, a string
 * @reserved: zero
 */
struct videoport_query {
	char driver[32];
	char bus_id[32];
	__u32 caps;
	__u32 modes;
	__u32 preferred_mode;
	__u32 max_width;
	__u32 max_height;
	__u32 pad;
	__u64 max_ring_bytes;
	char version[16];
	__u64 reserved[6];
};

/**
 * struct videoport_mode - one of the miniport's modes
 * @index: 0 to videoport_query.modes - 1
 * @width: pixels
 * @height: pixels
 * @refresh: Hz, 1 where the device has no rate of its own
 * @reserved: zero
 */
struct videoport_mode {
	__u32 index;
	__u32 width;
	__u32 height;
	__u32 refresh;
	__u64 reserved[4];
};

/**
 * struct videoport_ring - a ring of frames
 * @width: pixels
 * @height: pixels
 * @format: VIDEOPORT_FORMAT_*
 * @frames: VIDEOPORT_MIN_FRAMES to VIDEOPORT_MAX_FRAMES
 * @flags: zero
 * @pitch: out: bytes from a line to the next
 * @frame_bytes: out: bytes from a frame to the next in the mapping
 * @map_offset: out: where mmap() finds frame 0, which is at 0, so that an off_t of
 *	32 bits will do; frame i is i times @frame_bytes further
 * @reserved: zero
 *
 * The mapping must be shared and lie within @frames times @frame_bytes from
 * @map_offset. It holds the file: closing that lets go of the screen only once
 * nothing of it is mapped.
 */
struct videoport_ring {
	__u32 width;
	__u32 height;
	__u32 format;
	__u32 frames;
	__u32 flags;
	__u32 pitch;
	__u64 frame_bytes;
	__u64 map_offset;
	__u64 reserved[4];
};

/**
 * struct videoport_frame - one frame to present
 * @frame: its number in the ring
 * @flags: zero
 * @x: left edge of what changed, pixels
 * @y: upper edge
 * @width: of what changed; 0 together with @height, @x and @y: all of it
 * @height: of what changed
 * @cookie: comes back with the completion
 *
 * Outside the rectangle the frame must equal the one presented before it: the
 * device may read all of it or the rectangle alone.
 */
struct videoport_frame {
	__u32 frame;
	__u32 flags;
	__u32 x;
	__u32 y;
	__u32 width;
	__u32 height;
	__u64 cookie;
};

/**
 * struct videoport_completion - one frame that is done
 * @cookie: as presented
 * @sequence: counts the ring's presents from 1
 * @time_ns: CLOCK_MONOTONIC when the port driver learnt of it
 * @frame: its number; it may be drawn again
 * @status: 0, or a negative errno: -EIO the device refused it, -ETIMEDOUT the
 *	device did not answer and was reset
 *
 * Completions come in the order of the presents.
 */
struct videoport_completion {
	__u64 cookie;
	__u64 sequence;
	__u64 time_ns;
	__u32 frame;
	__s32 status;
};

/**
 * struct videoport_present - present frames, take completions
 * @frames: address of @count struct videoport_frame, shown in order
 * @completions: address of room for @max_completions struct
 *	videoport_completion
 * @count: frames to present, 0 to VIDEOPORT_MAX_FRAMES
 * @max_completions: completions to take at most
 * @min_completions: wait until there are so many, or until no more can come
 * @flags: zero
 * @completed: out: how many were taken
 * @pad: zero
 * @reserved: zero
 *
 * All frames are taken or none. A signal ends the wait; what was presented
 * stays so, the call succeeds and @completed says how far it came. On a file
 * opened with O_NONBLOCK the call does not wait; with nothing to present and
 * nothing to take although @min_completions asks for some, EAGAIN.
 */
struct videoport_present {
	__u64 frames;
	__u64 completions;
	__u32 count;
	__u32 max_completions;
	__u32 min_completions;
	__u32 flags;
	__u32 completed;
	__u32 pad;
	__u64 reserved[2];
};

/**
 * struct videoport_export - a frame as a dma-buf
 * @frame: its number in the ring
 * @flags: O_RDONLY, O_WRONLY or O_RDWR: what may be done by the descriptor; O_CLOEXEC
 * @fd: out: a new descriptor
 * @pad: zero
 * @reserved: zero
 *
 * Other drivers and programs then have the frame's memory as long as they like: it
 * stays when the ring is freed, the file is closed or the device is gone, which can't
 * reach it any more then, and is counted among what rings have until the last lets go. What is
 * drawn by the dma-buf is shown by VIDEOPORT_IOC_PRESENT, as what is drawn by mmap(). A
 * frame may be exported more than once.
 */
struct videoport_export {
	__u32 frame;
	__u32 flags;
	__s32 fd;
	__u32 pad;
	__u64 reserved[2];
};

/* Most bytes into or out of a request */
#define VIDEOPORT_REQUEST_MAX	65536

/* struct videoport_request.status where the miniport gave none */
#define VIDEOPORT_STATUS_NONE	0x80000000U

/**
 * struct videoport_request - a packet for the miniport's HwVidStartIO
 * @code: IOCTL_VIDEO_*, or a code of the miniport's own
 * @flags: zero
 * @in: address of what goes in
 * @out: address of room for what comes out
 * @in_length: bytes of it, to VIDEOPORT_REQUEST_MAX
 * @out_length: bytes of it, to VIDEOPORT_REQUEST_MAX
 * @information: out: bytes that came out
 * @status: out: the miniport's status, a Win32 error code
 * @reserved: zero
 *
 * Input and output are those of the DDK's ntddvdeo.h for a 64-bit caller. The
 * miniport finds both in one buffer, as on Windows for METHOD_BUFFERED. Output
 * comes with NO_ERROR and ERROR_MORE_DATA only. The structure is written back
 * whenever the miniport was asked, whatever errno its status becomes.
 *
 * An address that comes out of IOCTL_VIDEO_MAP_VIDEO_MEMORY,
 * IOCTL_VIDEO_SHARE_VIDEO_MEMORY or IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES is
 * one in the calling process, until the matching request, munmap() or its end.
 * Touching it after the device is gone raises SIGBUS.
 *
 * A miniport trusts its caller, so this takes CAP_SYS_RAWIO. One request runs
 * at a time; a signal ends the wait for another.
 */
struct videoport_request {
	__u32 code;
	__u32 flags;
	__u64 in;
	__u64 out;
	__u32 in_length;
	__u32 out_length;
	__u32 information;
	__u32 status;
	__u64 reserved[2];
};

/*
 * A reader gets whole struct videoport_completion, as many as fit and are
 * there; poll() says POLLIN when there is one, POLLOUT when a frame is free,
 * POLLERR | POLLHUP when the device is gone.
 *
 * errno of the calls:
 *  EAGAIN    nothing to do on a file opened with O_NONBLOCK
 *  EBADF     the file is not open for writing, and the call is not one of
 *	      VIDEOPORT_IOC_QUERY and VIDEOPORT_IOC_MODE
 *  EBUSY     a frame is not free; the file has a ring, or one is being made;
 *	      another ring shows
 *  EFAULT    an address that is not the program's
 *  EINTR     a signal came while another call was in the miniport
 *  EIO       the device failed and is cut off from memory; the miniport failed
 *	      a request, or answered it with what makes no sense
 *  EMFILE    an export, and the program has too many files, or the ring 4,096 exports
 *  EINVAL    a size, flag, rectangle or number that cannot be; no ring
 *  ENODEV    the device is gone
 *  ENOMEM    no memory, or over what rings or the program's cgroup may have of it
 *  ENOSPC    the device itself refused; there is more output than room
 *  ENOTTY    no such call or request, or a ring of a device that has none; an
 *	      export where the kernel has no dma-bufs
 *  EOPNOTSUPP an export of memory that can't outlive the device: the platform has no
 *	      other for it
 *  EPERM     a request without CAP_SYS_RAWIO, or for the device's memory where the
 *	      kernel is locked down
 *  ETIMEDOUT the device did not answer and was reset
 */
#define VIDEOPORT_IOC_QUERY	_IOR('v', 0xc0, struct videoport_query)
#define VIDEOPORT_IOC_MODE	_IOWR('v', 0xc1, struct videoport_mode)
#define VIDEOPORT_IOC_RING	_IOWR('v', 0xc2, struct videoport_ring)
#define VIDEOPORT_IOC_FREE	_IO('v', 0xc3)
#define VIDEOPORT_IOC_PRESENT	_IOWR('v', 0xc4, struct videoport_present)
#define VIDEOPORT_IOC_REQUEST	_IOWR('v', 0xc5, struct videoport_request)
#define VIDEOPORT_IOC_EXPORT	_IOWR('v', 0xc6, struct videoport_export)

#endif
