/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The port driver's own header: what an adapter is made of, and what each file
 * offers to the others.
 *
 * Lock order, outermost first:
 *   vp_file.lock		a ring is made or freed
 *   vp_ring.present_lock, vp_ring.read_lock
 *   vp_adapter.device_lock	PASSIVE calls into the miniport
 *   mmap_lock			see below
 *   vp_adapter.sets_lock	frame sets and open files
 *   vp_adapter.packet_sweep_lock	completed transfers are taken apart
 *   vp_adapter.dma_lock	adapters, buffers, the coherent mask
 *   vp_adapter.map_lock	mappings against their revocation
 *   vp_key.lock		the registry
 *   vp_adapter.ring_lock	DISPATCH calls into the miniport's ring
 *   a miniport's own spin locks
 *   vp_adapter.irq_lock	HwVidInterrupt and synchronized execution
 *   vp_adapter.dpc_lock, timer_lock, objects_lock, packet_lock
 * Memory management calls in with mmap_lock held and takes sets_lock, dma_lock
 * and map_lock, and never device_lock: usermap.c maps and unmaps under that one.
 * User memory is not touched under any of them, as a page may be long in coming,
 * but for VideoPortLockBuffer(), which pins it under device_lock.
 */
#ifndef VIDEOPORT_PORT_H
#define VIDEOPORT_PORT_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/hashtable.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "glue.h"
#include "miniport.h"
#include "video.h"
#include "framering/framering.h"
#include "uapi/videoport.h"

struct vp_buffer;
struct vp_file;
struct vp_key;
struct vp_requester;
struct vp_ring;
struct vp_set;
struct vp_window;

#define VP_PASSIVE_LEVEL	0
#define VP_DISPATCH_LEVEL	2
#define VP_DEVICE_LEVEL		3

/* So many transfers later a scatter/gather list's address may come back. */
#define VP_RETIRED	64

/* Whether calls may enter the miniport. */
enum vp_gate {
	VP_GATE_CLOSED,		/* not started yet, or asleep */
	VP_GATE_OPEN,
	VP_GATE_GONE,		/* for good */
};

/**
 * struct vp_call - how a miniport's routine was called
 * @count: preempt_count()
 * @softirqs: softirq_count()
 * @irql: IRQL
 * @held: spin lock that its processor had taken last; NULL at PASSIVE
 * @outer: the routine that it interrupted; raised IRQL only
 */
struct vp_call {
	int count;
	int softirqs;
	u8 irql;
	PSPIN_LOCK held;
	const struct vp_call *outer;
};

/* struct vp_adapter.irq_flags */
enum {
	VP_IRQ_CONNECTED,	/* HwVidInterrupt and DPCs may run */
	VP_DPC_RUNNING,		/* and will look at VP_RING_KICKED after */
	VP_RING_KICKED,		/* the miniport said Complete */
	VP_IRQ_OFF,		/* VideoPortDisableInterrupt() */
};

/*
 * One PCI function driven by a miniport. The device file's reference count
 * holds this memory, so an open file outlives the function.
 */
struct vp_adapter {
	struct device dev;		/* the device file's device */
	struct cdev cdev;
	struct pci_dev *pdev;		/* valid until gate is VP_GATE_GONE */
	struct vp_glue *glue;		/* as long as pdev */
	const VIDEO_HW_INITIALIZATION_DATA *hw;	/* as long as pdev */
	void *ext;			/* within a struct vp_extension */
	char driver_name[32];
	char bus_id[32];
	bool published;			/* probe and removal alone */
	bool claimed;			/* the function's regions, as published */
	bool initialized;		/* HwVidInitialize succeeded */

	/* gate.c: device_lock guards these; PASSIVE calls run under it */
	struct mutex device_lock;
	enum vp_gate gate;
	struct task_struct *device_owner;	/* READ_ONCE by anybody */
	struct vp_call device_call;
	bool device_foreign;		/* the miniport took the lock itself */
	unsigned int device_taken;	/* by the owner, beyond once */
	bool device_wanted;		/* WRITE_ONCE by who shuts the gate */
	struct timer_list overdue;	/* pending until then; reads those below */
	u32 request_code;		/* HwVidStartIO runs with it; or 0 */
	unsigned long waits_at;		/* a wait for an event; or 0 */

	/* request.c: whose packet the miniport has; device_lock */
	struct vp_requester *requester;
	struct task_struct *requester_task;	/* READ_ONCE by mmap() */

	/* dma.c: dma_lock guards all of these and the coherent mask. */
	struct mutex dma_lock;
	struct list_head dmas;
	struct list_head buffers;
	u64 stream_mask;		/* widest so far, never narrowed */
	PVP_DMA_ADAPTER plain_dma;	/* VideoPortGetCommonBuffer() */

	/* mdl.c, packet.c: packet_lock; dmas changes under it and dma_lock */
	raw_spinlock_t packet_lock;
	struct list_head mdls;
	struct list_head packets;
	struct list_head packets_done;
	struct mutex packet_sweep_lock;	/* who holds it sweeps alone */
	VP_SCATTER_GATHER_LIST *retired[VP_RETIRED];	/* packet_sweep_lock */
	unsigned int retired_next;			/* packet_sweep_lock */
	struct work_struct packet_work;	/* sweeps where CompleteDma can't */

	/* resource.c: device_lock or single-threaded probe and removal */
	struct list_head mappings;

	/* rom.c: device_lock, as every caller is PASSIVE */
	void *rom;
	size_t rom_size;

	/* memory.c: objects_lock */
	raw_spinlock_t objects_lock;
	DECLARE_HASHTABLE(objects, 6);
	struct list_head contiguous;	/* PASSIVE callers */

	/* registry.c: from before HwVidFindAdapter to the end */
	struct vp_key *key;

	/* interrupt.c: irq_lock shuts HwVidInterrupt out */
	raw_spinlock_t irq_lock;
	int irq;			/* 0 without one */
	unsigned long irq_flags;	/* atomic bits */
	struct tasklet_struct dpc;
	raw_spinlock_t dpc_lock;
	PMINIPORT_DPC_ROUTINE dpc_routine;	/* dpc_lock; NULL: none queued */
	void *dpc_context;			/* dpc_lock */
	u64 interrupts;			/* irq_lock */

	/* sync.c */
	struct timer_list timer;
	raw_spinlock_t timer_lock;
	bool timer_on;			/* timer_lock */
	bool timer_paused;		/* timer_lock */

	/* monitor.c: constant once published */
	struct videoport_mode *modes;
	unsigned int mode_count;
	unsigned int preferred_mode;	/* READ_ONCE, WRITE_ONCE */
	struct work_struct children;

	/* display.c: constant once published */
	FRAME_RING_INTERFACE ring_if;	/* Size is 0 where there is no ring */
	FRAME_RING_PORT ring_port;
	FRAME_RING_LIMITS ring_limits;

	/* ring.c, display.c: ring_lock guards these and every ring's states */
	raw_spinlock_t ring_lock;
	struct vp_call ring_call;
	struct vp_ring *display;	/* owner of the screen */
	bool ring_open;			/* the device may be called */
	bool ring_broken;		/* a reset failed: nothing goes any more */
	bool ring_gone;			/* the device was removed */
	u32 ring_epoch;			/* tells answers from before a reset */
	u32 ring_restores;		/* no two on the device are numbered alike */
	unsigned long ring_progress;	/* jiffies of the last answer */
	u64 frames_done;
	u64 bytes_done;
	u64 timeouts;
	wait_queue_head_t ring_wait;	/* all sleepers; outlives every ring */
	struct delayed_work watchdog;

	/* display.c: rings whose owner is gone; sets_lock */
	struct list_head dying;
	bool reaped;			/* no reaper comes any more */
	struct work_struct reaper;

	/* set.c: sets_lock */
	struct mutex sets_lock;
	struct list_head sets;
	struct list_head files;
	u64 set_bytes;			/* ring memory in use */
	u32 set_id;

	/* set.c: map_lock shuts faults out */
	struct rw_semaphore map_lock;
	bool revoked;

	struct dentry *debugfs;
};

/**
 * struct vp_requester - a program while the miniport has its packet
 * @file: its device file
 * @code: what it asks for
 * @window: what its mmap(), called by usermap.c, is to show
 */
struct vp_requester {
	struct file *file;
	u32 code;
	struct vp_window *window;
};

/* What lies before every device extension. */
struct vp_extension {
	struct vp_adapter *adapter;
	u8 ext[] __aligned(16);
};

static inline struct vp_adapter *vp_adapter_of(void *ext)
{
	struct vp_extension *head = container_of(ext, struct vp_extension, ext);

	return head->adapter;
}

/* Miniports make mistakes in loops; the log must survive them. */
#define vp_warn(adapter, fmt, ...) \
	dev_warn_ratelimited(&(adapter)->pdev->dev, fmt, ##__VA_ARGS__)

/* gate.c */

/* The device lock is not held for longer, unless a call never ends. */
#define VP_CALL_SECONDS		10

void vp_gate_init(struct vp_adapter *adapter);
void vp_returned(struct vp_adapter *adapter);
void vp_device_lock(struct vp_adapter *adapter);
void vp_device_lock_wanted(struct vp_adapter *adapter);
void vp_gate_waits(struct vp_adapter *adapter, unsigned long at);
bool vp_gate_give_up(struct vp_adapter *adapter);
int vp_enter(struct vp_adapter *adapter);
int vp_enter_interruptible(struct vp_adapter *adapter);
void vp_leave(struct vp_adapter *adapter);

/* status.c */
int vp_errno(VP_STATUS status);

/* dma.c */
struct vp_buffer *vp_buffer_alloc(struct vp_adapter *adapter,
				  PVP_DMA_ADAPTER handle, size_t size,
				  unsigned long caller);
void vp_buffer_free(struct vp_adapter *adapter, struct vp_buffer *buf);
dma_addr_t vp_buffer_address(const struct vp_buffer *buf);
size_t vp_buffer_size(const struct vp_buffer *buf);
int vp_buffer_protect(struct vp_adapter *adapter, const struct vp_buffer *buf,
		      struct vm_area_struct *vma);
unsigned long vp_buffer_pfn(const struct vp_buffer *buf, size_t offset);
bool vp_dma_remapped(struct vp_adapter *adapter);
void vp_bus_master_off(struct vp_adapter *adapter);
void vp_dma_forget(struct vp_adapter *adapter);
void vp_dma_reclaim(struct vp_adapter *adapter);

/* mdl.c */

/**
 * struct vp_span - memory on its way to be freed
 * @memory: what kvfree() takes
 * @at: of it, what a miniport may have locked
 * @size: bytes of that
 */
struct vp_span {
	void *memory;
	void *at;
	size_t size;
};

bool vp_mdl_adopt(struct vp_adapter *adapter, const struct vp_span *span);

/* packet.c */
void vp_packet_init(struct vp_adapter *adapter);
void vp_packet_orphan(struct vp_adapter *adapter, unsigned long handle);
bool vp_packet_out(struct vp_adapter *adapter);
void vp_packet_reclaim(struct vp_adapter *adapter);

/* resource.c */
void vp_resource_reclaim(struct vp_adapter *adapter);

/* usermap.c */
VP_STATUS vp_map_user(struct vp_adapter *adapter, phys_addr_t phys,
		      ULONG length, ULONG space, PVOID *virtual);
VP_STATUS vp_unmap_user(struct vp_adapter *adapter, PVOID virtual);
bool vp_maps_user(struct vp_adapter *adapter);
int vp_window_mmap(struct vp_adapter *adapter, struct file *filp,
		   struct vm_area_struct *vma);

/* rom.c */
void vp_rom_reclaim(struct vp_adapter *adapter);

/* report.c */
void vp_report_reclaim(struct vp_adapter *adapter);

/* procaddr.c */
PVOID vp_proc_address(PVOID HwDeviceExtension, PUCHAR FunctionName);

/* interrupt.c */
int vp_interrupt_connect(struct vp_adapter *adapter);
void vp_interrupt_pause(struct vp_adapter *adapter);
void vp_interrupt_resume(struct vp_adapter *adapter);
void vp_interrupt_disconnect(struct vp_adapter *adapter);
void vp_interrupt_init(struct vp_adapter *adapter);

/* irql.c */
u8 vp_irql(void);
u8 vp_irql_raise(u8 level);
void vp_irql_lower(u8 old);

void vp_call_begin(struct vp_call *call);
void vp_call_end(struct vp_adapter *adapter, const struct vp_call *call);
const struct vp_call *vp_call_running(void);

/**
 * vp_passive_at() - whether the caller may sleep by the rules of IRQL
 * @adapter: whose miniport called
 * @what: the DDK's name of the call, for the warning
 * @caller: the place in the miniport, for the warning
 *
 * Return: true, or false after a warning.
 */
bool vp_passive_at(struct vp_adapter *adapter, const char *what,
		   unsigned long caller);
#define vp_passive(adapter, what) vp_passive_at(adapter, what, _RET_IP_)

/* The same for what may be called at DISPATCH, too */
bool vp_dispatch_at(struct vp_adapter *adapter, const char *what,
		    unsigned long caller);
#define vp_dispatch(adapter, what) vp_dispatch_at(adapter, what, _RET_IP_)

/* spinlock.c */
PSPIN_LOCK vp_locks_held(void);
bool vp_locks_drop(PSPIN_LOCK held);

/* sync.c */
void vp_timer_init(struct vp_adapter *adapter);
void vp_timer_pause(struct vp_adapter *adapter);
void vp_timer_resume(struct vp_adapter *adapter);
void vp_timer_forget(struct vp_adapter *adapter);

/* memory.c */
enum vp_object_kind {
	VP_OBJECT_POOL,
	VP_OBJECT_LOCK,
	VP_OBJECT_EVENT,
};

void *vp_object_alloc(struct vp_adapter *adapter, enum vp_object_kind kind,
		      size_t size, u32 tag);
bool vp_object_free_at(struct vp_adapter *adapter, enum vp_object_kind kind,
		       void *ptr, const char *what, unsigned long caller);
#define vp_object_free(adapter, kind, ptr) \
	vp_object_free_at(adapter, kind, ptr, __func__, _RET_IP_)
void vp_memory_reclaim(struct vp_adapter *adapter);
void vp_contiguous_reclaim(struct vp_adapter *adapter);

/* registry.c */
int vp_registry_init(struct vp_adapter *adapter);
void vp_registry_reclaim(struct vp_adapter *adapter);
void vp_registry_forget(struct vp_glue *glue);

/* request.c */
int vp_request(struct vp_adapter *adapter, u32 code, void *out, u32 out_len,
	       u32 *information);
long vp_ioctl_request(struct vp_adapter *adapter, struct file *filp,
		      struct videoport_request __user *arg);

/* monitor.c */
void vp_monitor_setup(struct vp_adapter *adapter);
int vp_monitor_init(struct vp_adapter *adapter);
void vp_monitor_stop(struct vp_adapter *adapter);
void vp_monitor_free(struct vp_adapter *adapter);

/* set.c */

/* A set's Id from this bit up is where its mapping begins; below are windows. */
#define VP_SET_SHIFT	40

/**
 * struct vp_set - the memory of a ring
 * @ref: the ring and each mapping
 * @adapter: whose; held by the file that ring and mappings belong to
 * @node: in vp_adapter.sets, empty once the memory is gone; sets_lock
 * @attached: the device may reach it; device_lock
 * @bytes: what the program asked for
 * @buffers: what it is cut from, in order; constant until the memory goes
 * @buffer_count: how many
 * @desc: what the miniport sees
 */
struct vp_set {
	struct kref ref;
	struct vp_adapter *adapter;
	struct list_head node;
	bool attached;
	u64 bytes;
	struct vp_buffer **buffers;
	unsigned int buffer_count;
	FRAME_SET desc;
};

struct vp_set *vp_set_create(struct vp_adapter *adapter,
			     const struct videoport_ring *geometry);
void vp_set_put(struct vp_set *set);
int vp_set_mmap(struct vp_set *set, struct vm_area_struct *vma);
vm_fault_t vp_set_fault(struct vp_set *set, struct vm_fault *vmf,
			unsigned long page);
u64 vp_set_room(struct vp_adapter *adapter);
void vp_set_revoke(struct vp_adapter *adapter);
void vp_set_reclaim(struct vp_adapter *adapter);

/* ring.c */
int vp_ring_present(struct vp_ring *ring,
		    const struct videoport_frame __user *from,
		    unsigned int count);
int vp_ring_take(struct vp_ring *ring, struct videoport_completion __user *to,
		 unsigned int max, unsigned int min, bool patient);
__poll_t vp_ring_poll(struct vp_ring *ring);
void vp_ring_service(struct vp_adapter *adapter);

/* display.c */
void vp_ring_setup(struct vp_adapter *adapter);
int vp_ring_init(struct vp_adapter *adapter);
int vp_ring_create(struct vp_adapter *adapter, struct videoport_ring *arg,
		   struct vp_ring **to);
void vp_ring_release(struct vp_ring *ring);
void vp_ring_flush(struct vp_adapter *adapter);
void vp_ring_get(struct vp_ring *ring);
void vp_ring_put(struct vp_ring *ring);
struct vp_set *vp_ring_set(struct vp_ring *ring);
void vp_ring_drain(struct vp_adapter *adapter);
void vp_ring_stop(struct vp_adapter *adapter, bool gone);
int vp_ring_restart(struct vp_adapter *adapter);
void vp_ring_break(struct vp_adapter *adapter);
void vp_ring_quiesce(struct vp_adapter *adapter);
void vp_ring_put_interface(struct vp_adapter *adapter);
void vp_ring_reclaim(struct vp_adapter *adapter);

/* chardev.c */
int vp_chardev_init(void);
void vp_chardev_exit(void);
int vp_chardev_add(struct vp_adapter *adapter);
void vp_chardev_del(struct vp_adapter *adapter);
void vp_chardev_revoke(struct vp_adapter *adapter);

/* debugfs.c */
void vp_debugfs_init(void);
void vp_debugfs_exit(void);
void vp_debugfs_add(struct vp_adapter *adapter);
void vp_debugfs_del(struct vp_adapter *adapter);

#endif
