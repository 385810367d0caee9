// SPDX-License-Identifier: GPL-2.0
/*
 * The video BIOS. Nothing of it runs in the kernel: a call goes to a program in user space,
 * the helper, by the protocol of the kernel's uvesafb, which two programs speak: Debian
 * 13's v86d and ours, driver/int10. The helper is started at the first call.
 *
 * One call is under way at a time, and has the connector's callback for as long. The device
 * lock is held meanwhile: the call ends by its answer, by a fatal signal, after
 * VP_INT10_SECONDS, and after VP_GATE_SECONDS where the device is to go or to sleep. The
 * machine does not freeze programs until then, and while it sleeps none is asked.
 *
 * The miniport's real-mode memory is one buffer, of which the helper has a copy during the
 * call, and the ROM. What else ES names is the helper's own, and is thrown away.
 */
#include <linux/capability.h>
#include <linux/completion.h>
#include <linux/connector.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/pci.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/umh.h>
#include <linux/vgaarb.h>
#include <uapi/video/uvesafb.h>

#include "adapter.h"
#include "gate.h"
#include "hardware/int10.h"
#include "hardware/legacy.h"
#include "irql.h"

/* A busy machine may leave the helper out for long; one that hangs is asked once. */
#define VP_INT10_SECONDS	30

/* Where Windows has it, and as much */
#define VP_INT10_SEGMENT	0x2000
#define VP_INT10_BYTES		4096
#define VP_INT10_ROM		0xc0000
/* Of VBE's information, without the strings that the helper may put behind it */
#define VP_INT10_VBE_BYTES	512

static char vp_int10_helper[128] = "/usr/sbin/videoport-int10";
module_param_string(int10_helper, vp_int10_helper, sizeof(vp_int10_helper), 0644);
MODULE_PARM_DESC(int10_helper, "program that runs the video BIOS for VideoPortInt10");

enum vp_int10_reason {
	VP_INT10_NO_BIOS,
	VP_INT10_LOCKED,
	VP_INT10_NO_VGA,
	VP_INT10_NO_HELPER,
	VP_INT10_TAKEN,
	VP_INT10_ASLEEP,
	VP_INT10_SILENT,
	VP_INT10_RUBBISH,
	VP_INT10_GIVEN_UP,
};

static const char * const vp_int10_reasons[] = {
	[VP_INT10_NO_BIOS] = "the ROM in memory is not this device's",
	[VP_INT10_LOCKED] = "the kernel is locked down, and no program has ports",
	[VP_INT10_NO_VGA] = "the VGA's ranges, which it uses, are another's",
	[VP_INT10_NO_HELPER] = "the helper that videoport.int10_helper names can't be started",
	[VP_INT10_TAKEN] = "another driver, uvesafb, has the helper",
	[VP_INT10_ASLEEP] = "programs are frozen, the helper among them",
	[VP_INT10_SILENT] = "the helper does not answer, and is asked no more",
	[VP_INT10_RUBBISH] = "the helper failed, or its answer is not one",
	[VP_INT10_GIVEN_UP] = "the wait for the helper is given up",
};

/**
 * struct vp_int10_call - a call under way
 * @message: what is sent; its answer takes its place
 * @done: the answer is there
 * @valid: and is one
 */
struct vp_int10_call {
	struct cn_msg *message;
	struct completion done;
	bool valid;
};

static DEFINE_MUTEX(vp_int10_lock); /* one call at a time; guards vp_int10_asked */
static u32 vp_int10_asked;
/* guards vp_int10_pending and its answer; who has it does not sleep: see vp_int10_exit() */
static DEFINE_RAW_SPINLOCK(vp_int10_pending_lock);
static struct vp_int10_call *vp_int10_pending;

static const struct cb_id vp_int10_id = { .idx = CN_IDX_V86D, .val = CN_VAL_V86D_UVESAFB };

static struct uvesafb_task *vp_int10_task(const struct cn_msg *message)
{
	return (struct uvesafb_task *)message->data;
}

/*
 * Said once for each reason: a miniport that goes through a list of modes would fill the
 * log.
 */
static VP_STATUS vp_int10_fails(struct vp_adapter *adapter, enum vp_int10_reason reason,
				u32 function, unsigned long caller)
{
	if (!test_and_set_bit(reason, &adapter->int10.told))
		vp_warn(adapter, "VideoPortInt10: function %#x of the video BIOS: %s: the miniport is told that it failed, called from %pS\n",
			function & 0xffff, vp_int10_reasons[reason], (void *)caller);
	return ERROR_INVALID_FUNCTION;
}

/**
 * vp_int10_has_bios() - whether the video BIOS in memory is this function's
 * @adapter: the adapter
 *
 * The firmware has copied the ROM of one display to where it was run. Linux marks each card
 * that the VGA's ranges reach as the machine starts, more than one if they are on one bus;
 * that which it found started first is the one. Whether there is a BIOS in that memory is
 * the helper's to see, as a machine may have been started without.
 *
 * Context: any.
 * Return: true if a call would be for this function.
 */
bool vp_int10_has_bios(struct vp_adapter *adapter)
{
	return IS_REACHABLE(CONFIG_CONNECTOR) && adapter->pdev == vga_default_device() &&
	       adapter->pdev->resource[PCI_ROM_RESOURCE].flags & IORESOURCE_ROM_SHADOW;
}

/* Whether an answer is the one that was asked for; it takes the question's place. */
static bool vp_int10_take(struct cn_msg *asked, const struct cn_msg *answer)
{
	const struct uvesafb_task *task = vp_int10_task(answer);

	if (answer->len < asked->len || task->buf_len != vp_int10_task(asked)->buf_len)
		return false;
	memcpy(asked->data, answer->data, asked->len);
	return true;
}

/*
 * Called in the program that answers, by the connector, which has compared the lengths.
 * Any program may send: an answer of one that is not the administrator's, or that no call
 * waits for, or not any more, is dropped.
 */
static void vp_int10_answer(struct cn_msg *message, struct netlink_skb_parms *parms)
{
	struct vp_int10_call *call;

	if (!__netlink_ns_capable(parms, &init_user_ns, CAP_SYS_RAWIO))
		return;
	raw_spin_lock(&vp_int10_pending_lock);
	call = vp_int10_pending;
	if (call && call->message->seq == message->seq && call->message->ack == message->ack) {
		vp_int10_pending = NULL;
		call->valid = vp_int10_take(call->message, message);
		complete(&call->done);
	}
	raw_spin_unlock(&vp_int10_pending_lock);
}

static void vp_int10_await(struct vp_int10_call *call)
{
	raw_spin_lock(&vp_int10_pending_lock);
	vp_int10_pending = call;
	raw_spin_unlock(&vp_int10_pending_lock);
}

/* -ESRCH: nobody listens. That some listener has no room is no matter of the helper's. */
static int vp_int10_send(struct vp_int10_call *call)
{
	int err = cn_netlink_send(call->message, 0, 0, GFP_KERNEL);

	return err == -ENOBUFS ? 0 : err;
}

static int vp_int10_start(char *path)
{
	char *argv[2], *envp[3];

	argv[0] = path;
	argv[1] = NULL;
	envp[0] = "HOME=/";
	envp[1] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	envp[2] = NULL;
	return call_usermodehelper(path, argv, envp, UMH_WAIT_EXEC) ? -ENOENT : 0;
}

/* Sent until somebody listens: a helper that was started needs a while for that. */
static int vp_int10_ask(struct vp_adapter *adapter, struct vp_int10_call *call, unsigned long end)
{
	char buffer[sizeof(vp_int10_helper)], *path;
	int err;

	kernel_param_lock(THIS_MODULE);
	strscpy(buffer, vp_int10_helper, sizeof(buffer));
	kernel_param_unlock(THIS_MODULE);
	path = strim(buffer);
	if (!*path)
		return -ENOENT;
	err = vp_int10_send(call);
	if (err != -ESRCH)
		return err;
	/* No helper for a call that is over before it listens */
	if (fatal_signal_pending(current) || vp_gate_give_up(adapter))
		return -EINTR;
	err = vp_int10_start(path);
	if (err)
		return err;
	while ((err = vp_int10_send(call)) == -ESRCH) {
		if (fatal_signal_pending(current) || vp_gate_give_up(adapter))
			return -EINTR;
		if (time_after(jiffies, end))
			return -ETIMEDOUT;
		msleep(20);
	}
	return err;
}

static int vp_int10_wait(struct vp_adapter *adapter, struct vp_int10_call *call, unsigned long end)
{
	long left;

	do {
		left = wait_for_completion_killable_timeout(&call->done, HZ);
		if (left)
			return left < 0 ? -EINTR : 0;
		if (vp_gate_give_up(adapter))
			return -EINTR;
	} while (time_before(jiffies, end));
	return -ETIMEDOUT;
}

/* The callback is uvesafb's, too: where that is loaded, its helper answers it. */
static int vp_int10_exchange(struct vp_adapter *adapter, struct vp_int10_call *call,
			     unsigned long caller)
{
	unsigned long end = jiffies + VP_INT10_SECONDS * HZ;
	int err;

	if (cn_add_callback(&vp_int10_id, "videoport", vp_int10_answer))
		return -EBUSY;
	vp_int10_await(call);
	vp_gate_waits(adapter, caller);
	err = vp_int10_ask(adapter, call, end);
	if (!err)
		err = vp_int10_wait(adapter, call, end);
	vp_gate_waits(adapter, 0);
	/* From here on the message is nobody's but ours. */
	vp_int10_await(NULL);
	cn_del_callback(&vp_int10_id);
	return err;
}

/*
 * The answer is for this call and none before. What freezes programs waits until it is
 * there; where they are frozen, as when the machine sleeps, nobody would answer.
 */
static int vp_int10_run(struct vp_adapter *adapter, struct vp_int10_call *call,
			unsigned long caller)
{
	int err;

	if (!vp_legacy_get_vga(adapter))
		return -EACCES;
	if (!usermodehelper_read_lock_wait(1))
		return -EAGAIN;
	mutex_lock(&vp_int10_lock);
	call->message->id = vp_int10_id;
	call->message->seq = vp_int10_asked++;
	call->message->ack = get_random_u32();
	err = vp_int10_exchange(adapter, call, caller);
	mutex_unlock(&vp_int10_lock);
	usermodehelper_read_unlock();
	return err ?: call->valid ? 0 : -EBADMSG;
}

static enum vp_int10_reason vp_int10_reason(int err)
{
	switch (err) {
	case -EACCES:
		return VP_INT10_NO_VGA;
	case -ENOENT:
		return VP_INT10_NO_HELPER;
	case -EBUSY:
		return VP_INT10_TAKEN;
	case -EAGAIN:
		return VP_INT10_ASLEEP;
	case -ETIMEDOUT:
		return VP_INT10_SILENT;
	case -EINTR:
		return VP_INT10_GIVEN_UP;
	default:
		return VP_INT10_RUBBISH;
	}
}

/* Where in the buffer real-mode memory lies, or -1; @length bytes from there are in it. */
static int vp_int10_offset(struct vp_adapter *adapter, u16 seg, u16 off, u32 length)
{
	u32 at = seg * 16 + off - VP_INT10_SEGMENT * 16;

	if (!adapter->int10.buffer || at > VP_INT10_BYTES || length > VP_INT10_BYTES - at)
		return -1;
	return at;
}

/* What is saved or restored is at ES:BX, anything else at ES:DI. */
static bool vp_int10_at_bx(const INT10_BIOS_ARGUMENTS *arguments)
{
	return ((arguments->Eax & 0xffff) == 0x4f04 && arguments->Edx & 0xff) ||
	       ((arguments->Eax & 0xff00) == 0x1c00 && arguments->Eax & 0xff);
}

static bool vp_int10_is_vbe_info(const INT10_BIOS_ARGUMENTS *arguments)
{
	return (arguments->Eax & 0xffff) == 0x4f00;
}

static u32 vp_int10_pointer(u32 at, u32 room, u32 offset)
{
	return at && at < room ? VP_INT10_SEGMENT << 16 | (offset + at) : 0;
}

/*
 * A helper may have its buffer elsewhere, so it makes offsets of the pointers to what it
 * has in there, and copies there what is not: here they are pointers again.
 */
static void vp_int10_mend_vbe_info(struct vbe_ib *info, u32 room, u32 offset)
{
	info->oem_string_ptr = vp_int10_pointer(info->oem_string_ptr, room, offset);
	info->mode_list_ptr = vp_int10_pointer(info->mode_list_ptr, room, offset);
	info->oem_vendor_name_ptr = vp_int10_pointer(info->oem_vendor_name_ptr, room, offset);
	info->oem_product_name_ptr = vp_int10_pointer(info->oem_product_name_ptr, room, offset);
	info->oem_product_rev_ptr = vp_int10_pointer(info->oem_product_rev_ptr, room, offset);
}

static struct cn_msg *vp_int10_message(const INT10_BIOS_ARGUMENTS *arguments, u32 length)
{
	struct uvesafb_task *task;
	struct cn_msg *message;

	message = kzalloc(sizeof(*message) + sizeof(*task) + length, GFP_KERNEL);
	if (!message)
		return NULL;
	message->len = sizeof(*task) + length;
	task = vp_int10_task(message);
	task->buf_len = length;
	task->flags = vp_int10_is_vbe_info(arguments) ? TF_VBEIB :
		      vp_int10_at_bx(arguments) ? TF_BUF_ESBX | TF_BUF_RET :
		      TF_BUF_ESDI | TF_BUF_RET;
	task->regs.eax = arguments->Eax;
	task->regs.ebx = arguments->Ebx;
	task->regs.ecx = arguments->Ecx;
	task->regs.edx = arguments->Edx;
	task->regs.esi = arguments->Esi;
	task->regs.edi = arguments->Edi;
	task->regs.ebp = arguments->Ebp;
	return message;
}

/*
 * The register that points to the buffer had another value for the helper. A segment that
 * is not the ROM's is the helper's.
 */
static void vp_int10_registers(INT10_BIOS_ARGUMENTS *arguments, const struct v86_regs *regs)
{
	bool rom = regs->es >= VP_INT10_ROM >> 4;

	if (!vp_int10_at_bx(arguments))
		arguments->Ebx = regs->ebx;
	if (vp_int10_at_bx(arguments) || (rom && regs->edi & 0xffff))
		arguments->Edi = regs->edi;
	arguments->Eax = regs->eax;
	arguments->Ecx = regs->ecx;
	arguments->Edx = regs->edx;
	arguments->Esi = regs->esi;
	arguments->Ebp = regs->ebp;
	if (rom)
		arguments->SegEs = regs->es;
}

static VP_STATUS vp_int10_call(struct vp_adapter *adapter, INT10_BIOS_ARGUMENTS *arguments,
			       unsigned long caller)
{
	bool at_bx = vp_int10_at_bx(arguments), info = vp_int10_is_vbe_info(arguments);
	u32 function = arguments->Eax, length = VP_INT10_BYTES;
	u8 *buffer = NULL, *answer;
	struct vp_int10_call call = { };
	int offset = 0, err;

	if (arguments->SegEs) {
		offset = vp_int10_offset(adapter, arguments->SegEs,
					 at_bx ? arguments->Ebx : arguments->Edi, 1);
		if (offset < 0)
			return ERROR_INVALID_PARAMETER;
		buffer = adapter->int10.buffer + offset;
		length -= offset;
	}
	if (info && length < VP_INT10_VBE_BYTES)
		return ERROR_INVALID_PARAMETER;
	if (info)
		length = min_t(u32, length, sizeof(struct vbe_ib));
	call.message = vp_int10_message(arguments, length);
	if (!call.message)
		return ERROR_NOT_ENOUGH_MEMORY;
	answer = (u8 *)(vp_int10_task(call.message) + 1);
	if (buffer)
		memcpy(answer, buffer, length);
	init_completion(&call.done);
	err = vp_int10_run(adapter, &call, caller);
	if (!err && buffer)
		memcpy(buffer, answer, length);
	if (!err && buffer && info)
		vp_int10_mend_vbe_info((struct vbe_ib *)buffer, length, offset);
	if (!err)
		vp_int10_registers(arguments, &vp_int10_task(call.message)->regs);
	kfree(call.message);
	if (!err)
		return NO_ERROR;
	adapter->int10.silent |= err == -ETIMEDOUT;
	return vp_int10_fails(adapter, vp_int10_reason(err), function, caller);
}

static VP_STATUS vp_int10_checked(struct vp_adapter *adapter, INT10_BIOS_ARGUMENTS *arguments,
				  unsigned long caller)
{
	if (!vp_irql_passive_at(adapter, "VideoPortInt10", caller))
		return ERROR_INVALID_FUNCTION;
	if (!vp_int10_has_bios(adapter))
		return vp_int10_fails(adapter, VP_INT10_NO_BIOS, arguments->Eax, caller);
	if (security_locked_down(LOCKDOWN_IOPORT))
		return vp_int10_fails(adapter, VP_INT10_LOCKED, arguments->Eax, caller);
	if (adapter->int10.silent)
		return vp_int10_fails(adapter, VP_INT10_SILENT, arguments->Eax, caller);
	return vp_int10_call(adapter, arguments, caller);
}

VP_STATUS VideoPortInt10(PVOID HwDeviceExtension, PVIDEO_X86_BIOS_ARGUMENTS BiosArguments)
{
	INT10_BIOS_ARGUMENTS arguments = { };
	VP_STATUS status;

	if (!BiosArguments)
		return ERROR_INVALID_PARAMETER;
	/* One is the other without segments. */
	BUILD_BUG_ON(offsetof(INT10_BIOS_ARGUMENTS, SegDs) != sizeof(*BiosArguments));
	memcpy(&arguments, BiosArguments, sizeof(*BiosArguments));
	status = vp_int10_checked(vp_adapter_of(HwDeviceExtension), &arguments, _RET_IP_);
	if (status == NO_ERROR)
		memcpy(BiosArguments, &arguments, sizeof(*BiosArguments));
	return status;
}
EXPORT_SYMBOL_GPL(VideoPortInt10);

/**
 * vp_int10_bios() - Int10CallBios: call the video BIOS, with a buffer
 * @context: the miniport's device extension
 * @arguments: registers; SegEs is 0 or the buffer's, SegDs is not looked at
 *
 * Context: PASSIVE; waits, see VideoPortInt10().
 * Return: as VideoPortInt10().
 */
VP_STATUS vp_int10_bios(PVOID context, PINT10_BIOS_ARGUMENTS arguments)
{
	if (!arguments)
		return ERROR_INVALID_PARAMETER;
	return vp_int10_checked(vp_adapter_of(context), arguments, _RET_IP_);
}

/**
 * vp_int10_allocate() - Int10AllocateBuffer: have real-mode memory
 * @context: the miniport's device extension
 * @seg: its segment
 * @off: its offset
 * @length: bytes, 1 to 4096; on return as many as there are
 *
 * Context: PASSIVE.
 * Return: NO_ERROR; ERROR_INVALID_PARAMETER; ERROR_NOT_ENOUGH_MEMORY, also for a second one.
 */
VP_STATUS vp_int10_allocate(PVOID context, PUSHORT seg, PUSHORT off, PULONG length)
{
	struct vp_adapter *adapter = vp_adapter_of(context);

	if (!vp_irql_passive(adapter, "Int10AllocateBuffer") || !seg || !off || !length || !*length)
		return ERROR_INVALID_PARAMETER;
	if (adapter->int10.buffer || *length > VP_INT10_BYTES)
		return ERROR_NOT_ENOUGH_MEMORY;
	adapter->int10.buffer = kzalloc(VP_INT10_BYTES, GFP_KERNEL);
	if (!adapter->int10.buffer)
		return ERROR_NOT_ENOUGH_MEMORY;
	*seg = VP_INT10_SEGMENT;
	*off = 0;
	*length = VP_INT10_BYTES;
	return NO_ERROR;
}

/**
 * vp_int10_free() - Int10FreeBuffer: give it back
 * @context: the miniport's device extension
 * @seg: its segment
 * @off: its offset
 *
 * Context: PASSIVE.
 * Return: NO_ERROR, or ERROR_INVALID_PARAMETER.
 */
VP_STATUS vp_int10_free(PVOID context, USHORT seg, USHORT off)
{
	struct vp_adapter *adapter = vp_adapter_of(context);

	if (!vp_irql_passive(adapter, "Int10FreeBuffer") ||
	    vp_int10_offset(adapter, seg, off, VP_INT10_BYTES))
		return ERROR_INVALID_PARAMETER;
	vp_int10_reclaim(adapter);
	return NO_ERROR;
}

static VP_STATUS vp_int10_read_rom(struct vp_adapter *adapter, u32 at, void *to, u32 length)
{
	VP_STATUS status = ERROR_INVALID_PARAMETER;
	void __iomem *rom;
	size_t size;

	if (!vp_int10_has_bios(adapter) || at < VP_INT10_ROM)
		return status;
	at -= VP_INT10_ROM;
	rom = pci_map_rom(adapter->pdev, &size);
	if (!rom)
		return ERROR_NOT_ENOUGH_MEMORY;
	if (at <= size && length <= size - at) {
		memcpy_fromio(to, rom + at, length);
		status = NO_ERROR;
	}
	pci_unmap_rom(adapter->pdev, rom);
	return status;
}

/**
 * vp_int10_read() - Int10ReadMemory: read the buffer, or the video BIOS's ROM
 * @context: the miniport's device extension
 * @seg: segment
 * @off: offset
 * @buffer: where to
 * @length: bytes
 *
 * Context: PASSIVE.
 * Return: NO_ERROR; ERROR_INVALID_PARAMETER for any other memory; ERROR_NOT_ENOUGH_MEMORY.
 */
VP_STATUS vp_int10_read(PVOID context, USHORT seg, USHORT off, PVOID buffer, ULONG length)
{
	struct vp_adapter *adapter = vp_adapter_of(context);
	int offset = vp_int10_offset(adapter, seg, off, length);

	if (!vp_irql_passive(adapter, "Int10ReadMemory") || !buffer)
		return ERROR_INVALID_PARAMETER;
	if (offset < 0)
		return vp_int10_read_rom(adapter, seg * 16 + off, buffer, length);
	memcpy(buffer, adapter->int10.buffer + offset, length);
	return NO_ERROR;
}

/**
 * vp_int10_write() - Int10WriteMemory: write the buffer
 * @context: the miniport's device extension
 * @seg: segment
 * @off: offset
 * @buffer: where from
 * @length: bytes
 *
 * Context: PASSIVE.
 * Return: NO_ERROR, or ERROR_INVALID_PARAMETER for any other memory.
 */
VP_STATUS vp_int10_write(PVOID context, USHORT seg, USHORT off, PVOID buffer, ULONG length)
{
	struct vp_adapter *adapter = vp_adapter_of(context);
	int offset = vp_int10_offset(adapter, seg, off, length);

	if (!vp_irql_passive(adapter, "Int10WriteMemory") || !buffer || offset < 0)
		return ERROR_INVALID_PARAMETER;
	memcpy(adapter->int10.buffer + offset, buffer, length);
	return NO_ERROR;
}

void vp_int10_reclaim(struct vp_adapter *adapter)
{
	kfree(adapter->int10.buffer);
	adapter->int10.buffer = NULL;
}

/* The helper is to end, unless it is uvesafb's. */
static void vp_int10_dismiss(void)
{
	INT10_BIOS_ARGUMENTS none = { };
	struct cn_msg *message = vp_int10_message(&none, 0);

	if (message && !cn_add_callback(&vp_int10_id, "videoport", vp_int10_answer)) {
		message->id = vp_int10_id;
		vp_int10_task(message)->flags = TF_EXIT;
		cn_netlink_send(message, 0, 0, GFP_KERNEL);
		cn_del_callback(&vp_int10_id);
	}
	kfree(message);
}

/*
 * The connector does not tell when a callback that it has let go of has returned, and any
 * program may be in ours: it does not sleep, so each has left it when each task has slept or
 * was seen in user space.
 */
void vp_int10_exit(void)
{
	if (!vp_int10_asked)
		return;
	vp_int10_dismiss();
	synchronize_rcu_tasks();
}
