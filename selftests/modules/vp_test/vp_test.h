/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vp_test: a miniport for QEMU's "edu" function that tests the port driver
 * from below, and a Linux side that starts the tests and tells their outcome
 * through debugfs. Only the Linux side is unlike a real miniport.
 *
 * A case is a function. It says what must be true with expect() and
 * expect_eq(), and which lines it causes in the kernel log with warns() and
 * logs(): the program that started it compares them with /dev/kmsg.
 */
#ifndef VP_TEST_H
#define VP_TEST_H

#include <linux/kernel.h>
#include <linux/spinlock_types.h>
#include <linux/string.h>
#include <linux/types.h>

#include <videoport/video.h>
#include <framering/framering.h>

#define VPT_JOBS 256
#define VPT_SETS 8
#define VPT_SIDE_MAX 4096

struct dentry;
struct device_driver;
struct mutex;
struct pci_dev;
struct vpt_ext;

/**
 * struct vpt_knobs - how the fake ring behaves; set through debugfs
 * @finish: finish every frame as soon as the device is told of it
 * @at_once: and that within Submit, Complete included
 * @scans_out: offer FRAME_RING_SCANS_OUT; read when the device is bound
 * @silent: nothing is answered until a reset
 * @deaf: not even a reset helps
 * @room: frames the device holds at once
 * @max_pieces: of one set
 * @max_sets: attached at a time, 0: as the device has room; both read when it is bound
 * @turn: offer Turn; read when the device is bound
 * @keep_frames: those of a detached set stay on the device, and so does the set
 * @keep_sets: a detached set is not let go of before the command "release"
 * @refuse_attach: AttachSet answers ERROR_NOT_ENOUGH_MEMORY
 * @refuse_detach: DetachSet answers WAIT_TIMEOUT
 * @keep_lock: Submit returns with a spin lock held
 * @hold: HwVidStartIO does not return from VPT_HOLD and VPT_POLL, nor Dark
 * @held: ... and is there
 */
struct vpt_knobs {
	bool finish;
	bool at_once;
	bool scans_out;
	bool silent;
	bool deaf;
	u32 room;
	u32 max_pieces;
	u32 max_sets;
	bool turn;
	bool keep_frames;
	bool keep_sets;
	bool refuse_attach;
	bool refuse_detach;
	bool keep_lock;
	bool hold;
	bool held;
};

/**
 * struct vpt_bench - what the Linux side keeps of one PCI function
 * @list: place among the benches
 * @name: the function's address
 * @dir: its debugfs directory, here until the module goes
 * @pdev: the function, while bound
 * @probing: extension of a binding that is under way
 * @ext: extension of a binding that has come about; under vpt_mutex
 * @result: of the case that ran last
 * @failed: a check of it failed
 * @lines: kernel log lines that it must have caused
 * @lines_len: bytes used of @lines
 * @log_lock: guards @log, @log_len and @violations
 * @log: what the port driver called, a line each
 * @log_len: bytes used of @log
 * @violations: calls that broke a promise of framering.h
 * @knobs: of the fake ring
 *
 * It outlives the binding, so that the calls made during removal can be read.
 */
struct vpt_bench {
	struct list_head list;
	char name[32];
	struct dentry *dir;
	struct pci_dev *pdev;
	struct vpt_ext *probing;
	struct vpt_ext *ext;

	char result[256];
	bool failed;
	char lines[2048];
	size_t lines_len;

	raw_spinlock_t log_lock;
	char *log;
	size_t log_len;
	u32 violations;

	struct vpt_knobs knobs;
};

/**
 * struct vpt_set - a set that the fake device knows
 * @number: for the log; 0 is an empty place
 * @leaving: it was detached, but not let go of
 * @tag: the number for that answer
 * @set: what the port driver told
 */
struct vpt_set {
	ULONG number;
	bool leaving;
	ULONGLONG tag;
	FRAME_SET set;
};

/**
 * struct vpt_job - a frame that the fake device holds
 * @set: whose
 * @tag: the number for its answers
 */
struct vpt_job {
	struct vpt_set *set;
	ULONGLONG tag;
};

/**
 * struct vpt_ring - the fake device behind FRAME_RING
 * @spare: guards nothing: Submit may keep it
 * @lock: guards everything below it
 * @port: what the port driver handed in
 * @adapter: by which the device would read
 * @sets: attached ones
 * @last_set: the last one's number
 * @screen: what is on it; no set: nothing
 * @dimming: Dark has not returned
 * @last: the last present that was submitted; no set: none since it was dark
 * @queue: frames on the device, oldest first
 * @queued: entries of @queue
 * @done: completions to reap, oldest first
 * @done_count: entries of @done
 * @reaped: completions reaped
 * @notify_at: interrupt when @reaped and @done_count add up to it; 0: none
 * @interrupt: Complete is to be called
 * @untold: the device holds frames that it was not told of
 * @doorbells: times that the device was told of work
 * @owed: a set was not let go of, and the next call at PASSIVE has to be Reset
 * @passive: PASSIVE functions running
 * @dispatch: DISPATCH functions running
 */
struct vpt_ring {
	PSPIN_LOCK spare;
	PSPIN_LOCK lock;
	FRAME_RING_PORT port;
	PVP_DMA_ADAPTER adapter;
	struct vpt_set sets[VPT_SETS];
	ULONG last_set;
	struct vpt_job screen;
	bool dimming;
	FRAME_PRESENT last;
	struct vpt_job queue[VPT_JOBS];
	ULONG queued;
	FRAME_COMPLETION done[VPT_JOBS];
	ULONG done_count;
	ULONGLONG reaped;
	ULONGLONG notify_at;
	bool interrupt;
	bool untold;
	bool owed;
	ULONGLONG doorbells;
	LONG passive;
	LONG dispatch;
};

/**
 * struct vpt_ext - the miniport's device extension
 * @bench: the Linux side
 * @dirty: the extension was not zeroed, or not aligned
 * @config: as HwVidFindAdapter was given it
 * @range: BAR 0
 * @regs: @range mapped
 * @msi_at_init: MSI control word as HwVidInitialize read it
 * @early_queued: what HwVidFindAdapter was told of a DPC
 * @early_runs: times that it ran
 * @interrupts: times that HwVidInterrupt found work
 * @foreign: times that it found none
 * @irq_status: what the device said, collected
 * @irq_irql: IRQL of HwVidInterrupt
 * @irq_dpc: HwVidInterrupt queues this
 * @irq_call: HwVidInterrupt calls this
 * @ticks: HwVidTimer calls
 * @tick_irql: IRQL of HwVidTimer
 * @tick_jiffies: when it was called last
 * @mode: the mode set last
 * @ring: the fake device
 */
struct vpt_ext {
	struct vpt_bench *bench;
	bool dirty;
	VIDEO_PORT_CONFIG_INFO config;
	VIDEO_ACCESS_RANGE range;
	PUCHAR regs;
	USHORT msi_at_init;

	BOOLEAN early_queued;
	LONG early_runs;
	LONG interrupts;
	LONG foreign;
	LONG irq_status;
	UCHAR irq_irql;
	PMINIPORT_DPC_ROUTINE irq_dpc;
	void (*irq_call)(struct vpt_ext *t);
	LONG ticks;
	UCHAR tick_irql;
	unsigned long tick_jiffies;

	ULONG mode;
	struct vpt_ring ring;
};

/**
 * struct vpt_case - one test
 * @name: group and subject, as in "dma: widths"; NULL ends a table
 * @run: the test
 * @unlocked: run it without the device lock
 * @timed: it measures time, so it is for a machine whose time is exact
 * @unlisted: it leaves the device as others don't want it: run by name alone,
 *	before the device is unbound
 */
struct vpt_case {
	const char *name;
	void (*run)(struct vpt_ext *t);
	bool unlocked;
	bool timed;
	bool unlisted;
};

extern const struct vpt_case vpt_four_steps[];
extern const struct vpt_case vpt_adapter_object[];
extern const struct vpt_case vpt_common_buffer[];
extern const struct vpt_case vpt_misuse[];
extern const struct vpt_case vpt_packets[];
extern const struct vpt_case vpt_packet_pieces[];
extern const struct vpt_case vpt_mdl[];
extern const struct vpt_case vpt_irql_dispatch[];
extern const struct vpt_case vpt_interrupt[];
extern const struct vpt_case vpt_packet_misuse[];
extern const struct vpt_case vpt_spinlock[];
extern const struct vpt_case vpt_event[];
extern const struct vpt_case vpt_timer[];
extern const struct vpt_case vpt_release_misuse[];
extern const struct vpt_case vpt_irql_device[];
extern const struct vpt_case vpt_spinlock_misuse[];
extern const struct vpt_case vpt_resource[];
extern const struct vpt_case vpt_memory[];
extern const struct vpt_case vpt_registry[];
extern const struct vpt_case vpt_print[];
extern const struct vpt_case vpt_system[];
extern const struct vpt_case vpt_obsolete[];
extern const struct vpt_case vpt_report[];
extern const struct vpt_case vpt_hardware[];
extern const struct vpt_case vpt_ddc[];
extern const struct vpt_case vpt_time[];
extern const struct vpt_case vpt_probe[];

extern struct mutex vpt_mutex;

/* options.c */
extern bool vpt_msi;
extern bool vpt_offer_ring;
extern bool vpt_guard;
bool vpt_fails(const char *stage);

/* bench.c */
int vpt_bench_init(const struct device_driver *driver,
		   void (*files)(struct vpt_bench *b));
void vpt_bench_exit(void);
struct vpt_bench *vpt_bench_begin(struct vpt_ext *t, u64 bar);
struct vpt_ext *vpt_bench_other(const struct vpt_ext *t);

/* runner.c */
void vpt_run_files(struct vpt_bench *b);

/* case.c */
bool vpt_check(struct vpt_ext *t, bool ok, const char *file, int line,
	       const char *text);
bool vpt_check_range(struct vpt_ext *t, u64 got, u64 low, u64 high,
		     const char *file, int line, const char *text);
bool vpt_check_eq(struct vpt_ext *t, u64 got, u64 want, const char *file,
		  int line, const char *text);
__printf(2, 3) void vpt_skip(struct vpt_ext *t, const char *reason, ...);
__printf(3, 4) void vpt_expect_line(struct vpt_ext *t, int level,
				    const char *text, ...);
struct vpt_ext *vpt_other(struct vpt_ext *t);
void vpt_run_in_interrupt(struct vpt_ext *t, void (*fn)(struct vpt_ext *t));
void vpt_run_in_dpc(struct vpt_ext *t,
		    void (*fn)(struct vpt_ext *t, void *arg), void *arg);
void vpt_dpc_fence(struct vpt_ext *t);

/* Say what must be true; the first failure is the case's result. */
#define expect(t, cond) \
	vpt_check(t, !!(cond), kbasename(__FILE__), __LINE__, #cond)
#define expect_eq(t, got, want) \
	vpt_check_eq(t, (u64)(got), (u64)(want), kbasename(__FILE__), \
		     __LINE__, #got)
#define expect_range(t, got, low, high) \
	vpt_check_range(t, (u64)(got), low, high, kbasename(__FILE__), \
			__LINE__, #got)

/* One line in the kernel log, holding all of the words given, split by '&' */
#define warns(t, ...) vpt_expect_line(t, 4, __VA_ARGS__)
#define logs(t, level, ...) vpt_expect_line(t, level, __VA_ARGS__)

/* log.c */
int vpt_log_init(void);
void vpt_log_exit(void);
void vpt_log_flush(void);
__printf(2, 3) void vpt_log(struct vpt_bench *b, const char *text, ...);
__printf(3, 4) void vpt_log_call(struct vpt_ext *t, const char *call,
				 const char *text, ...);
void vpt_violation(struct vpt_bench *b, const char *what);
void vpt_log_files(struct vpt_bench *b);

/* miniport.c */
u32 vpt_driver_entry(void *context1, void *context2);
extern const ULONG vpt_initialize_want[];
extern ULONG vpt_initialize_got[];
extern const unsigned int vpt_initialize_calls;
ULONG vpt_initialize_late(void);

/* modes.c: HwVidStartIO and HwVidGetVideoChildDescriptor */
BOOLEAN vpt_start_io(PVOID ext, PVIDEO_REQUEST_PACKET packet);
VP_STATUS vpt_child(PVOID ext, PVIDEO_CHILD_ENUM_INFO info,
		    PVIDEO_CHILD_TYPE type, PUCHAR descriptor, PULONG uid,
		    PULONG unused);

/* requests.c */
VP_STATUS vpt_wait_for_ever(struct vpt_ext *t);
VP_STATUS vpt_hold(struct vpt_ext *t, bool poll);
VP_STATUS vpt_leave_raised(struct vpt_ext *t);
BOOLEAN vpt_request(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p);
VP_STATUS vpt_display_request(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p);

/* edu.c */
#define EDU_ID 0x00
#define EDU_LIVE 0x04
#define EDU_IRQ_STATUS 0x24
#define EDU_IRQ_RAISE 0x60
#define EDU_IRQ_ACK 0x64
#define EDU_BAR_LENGTH 0x100000
#define EDU_DMA_MAX 2048	/* QEMU 7.2 aborts on the whole 4096 */

ULONG vpt_read(struct vpt_ext *t, ULONG reg);
void vpt_write(struct vpt_ext *t, ULONG reg, ULONG value);
bool vpt_edu_dma(struct vpt_ext *t, u64 logical, ULONG length, bool to_memory);

/* four_steps.c */
struct vpt_buffer {
	PVP_DMA_ADAPTER adapter;
	ULONG length;
	BOOLEAN cached;
	PHYSICAL_ADDRESS logical;
	PUCHAR virtual;
};

static inline u64 vpt_width_mask(unsigned int bits)
{
	return bits == 64 ? ~0ULL : (1ULL << bits) - 1;
}

static inline bool vpt_within(const struct vpt_buffer *buf, unsigned int bits)
{
	return buf->logical.QuadPart + buf->length - 1 <= vpt_width_mask(bits);
}

unsigned int vpt_narrow(struct vpt_ext *t);
PVP_DMA_ADAPTER vpt_get(struct vpt_ext *t, unsigned int bits);
bool vpt_alloc(struct vpt_ext *t, PVP_DMA_ADAPTER adapter, ULONG length,
	       struct vpt_buffer *buf);
void vpt_release(struct vpt_ext *t, struct vpt_buffer *buf);

/**
 * struct vpt_packet - a transfer
 * @t: whose
 * @adapter: by which
 * @mdl: of which buffer, where a function is given no other
 * @bytes: that buffer
 * @length: bytes asked for, then bytes it covers
 * @list: what HwVidExecuteDma was given
 * @calls: times it was called
 * @irql: at which
 * @told: @length as it saw it
 * @same: it was given the right extension and adapter
 * @status: of a call made elsewhere
 */
struct vpt_packet {
	struct vpt_ext *t;
	PVP_DMA_ADAPTER adapter;
	PVOID mdl;
	PUCHAR bytes;
	ULONG length;
	PVP_SCATTER_GATHER_LIST list;
	unsigned int calls;
	UCHAR irql;
	ULONG told;
	bool same;
	VP_STATUS status;
};

/* packet.c */
PVP_DMA_ADAPTER vpt_packet_get(struct vpt_ext *t, unsigned int bits,
			       bool scatter, ULONG maximum);
VP_STATUS vpt_packet_start(struct vpt_packet *p, PVOID mdl, ULONG offset,
			   bool to_device);
VP_STATUS vpt_packet_complete(struct vpt_packet *p, bool to_device);
bool vpt_packet_good(struct vpt_packet *p, ULONG asked);
bool vpt_packet_move(struct vpt_packet *p, PVOID mdl, ULONG offset,
		     ULONG length, bool to_device);
void vpt_fill(PUCHAR bytes, ULONG length, ULONG seed);

/* ring.c */
bool vpt_ring_init(struct vpt_ext *t);
VP_STATUS vpt_ring_interface(struct vpt_ext *t, PQUERY_INTERFACE query);

/* ring_watch.c: a fault is what is wrong, or NULL */
void vpt_passive_enter(struct vpt_ext *t);
void vpt_passive_leave(struct vpt_ext *t);
void vpt_dispatch_enter(struct vpt_ext *t);
void vpt_dispatch_leave(struct vpt_ext *t);
const char *vpt_set_fault(struct vpt_ext *t, PFRAME_SET set);
const char *vpt_submit_fault(struct vpt_ring *r, const FRAME_PRESENT *present);

/* ring_device.c */
struct vpt_set *vpt_ring_place(struct vpt_ring *r);
struct vpt_set *vpt_ring_set(struct vpt_ring *r, PVOID handle);
ULONG vpt_ring_pitch(PVOID context, ULONG width, ULONG height, ULONG format);
bool vpt_ring_take(struct vpt_ext *t, const FRAME_PRESENT *present, bool more);
void vpt_ring_drop(struct vpt_ring *r);
void vpt_ring_dark(struct vpt_ext *t);
void vpt_ring_detach(struct vpt_ext *t, struct vpt_set *set);
void vpt_ring_release(struct vpt_ext *t);
void vpt_ring_finish_all(struct vpt_ext *t);
void vpt_ring_finish(struct vpt_ext *t, ULONG index, VP_STATUS status);
void vpt_ring_done(struct vpt_ring *r, ULONGLONG tag, VP_STATUS status, ULONG answer);
void vpt_ring_forget(struct vpt_ext *t);
void vpt_ring_interrupt(struct vpt_ext *t);
void vpt_ring_complete(struct vpt_ext *t);

/* ring_control.c */
void vpt_ring_files(struct vpt_bench *b);

#endif
