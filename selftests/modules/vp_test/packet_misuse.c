// SPDX-License-Identifier: GPL-2.0
/*
 * Packet-based DMA with wrong arguments or in the wrong order: each mistake is
 * refused with one line in the log, and what was right before still is.
 */
#include <linux/slab.h>

#include "vp_test.h"

#define LOCK "VideoPortLockBuffer"
#define UNLOCK "VideoPortUnLockBuffer"
#define START "VideoPortStartDma"
#define COMPLETE "VideoPortCompleteDma"
#define PUT "VideoPortPutDmaAdapter"
#define LENGTH 4096

/* A buffer, locked so, and an adapter for it */
static bool begin(struct vpt_ext *t, struct vpt_packet *p, PUCHAR *bytes,
		  VP_LOCK_OPERATION operation)
{
	memset(p, 0, sizeof(*p));
	p->t = t;
	p->length = LENGTH;
	*bytes = VideoPortAllocatePool(t, VpNonPagedPool, LENGTH, 0x6b636150);
	if (!expect(t, *bytes))
		return false;
	p->adapter = vpt_packet_get(t, 64, true, 0);
	p->mdl = VideoPortLockBuffer(t, *bytes, LENGTH, operation);
	return expect(t, p->mdl);
}

/* Everything is as it was, so all of it goes quietly. */
static void end(struct vpt_packet *p, PUCHAR bytes)
{
	p->length = LENGTH;
	expect_eq(p->t, vpt_packet_start(p, p->mdl, 0, true), NO_ERROR);
	expect_eq(p->t, vpt_packet_complete(p, true), NO_ERROR);
	VideoPortUnLockBuffer(p->t, p->mdl);
	VideoPortPutDmaAdapter(p->t, p->adapter);
	VideoPortFreePool(p->t, bytes);
}

static void bad_lock(struct vpt_ext *t)
{
	PUCHAR bytes = kmalloc(64, GFP_KERNEL);

	expect(t, !VideoPortLockBuffer(t, bytes, 0, VpReadAccess));
	warns(t, LOCK "&zero");
	expect(t, !VideoPortLockBuffer(t, bytes, 64, VpModifyAccess + 1));
	warns(t, LOCK "&access");
	/* Registers are no memory, and no memory is at 0. */
	expect(t, !VideoPortLockBuffer(t, t->regs, 64, VpReadAccess));
	warns(t, LOCK "&64 bytes");
	expect(t, !VideoPortLockBuffer(t, NULL, 64, VpReadAccess));
	warns(t, LOCK "&64 bytes");
	expect(t, !VideoPortLockBuffer(t, (PVOID)-32L, 64, VpReadAccess));
	warns(t, LOCK "&64 bytes");
	kfree(bytes);
}

static void bad_unlock(struct vpt_ext *t)
{
	struct vpt_packet p;
	PUCHAR bytes;
	PVOID dead;

	if (!begin(t, &p, &bytes, VpReadAccess))
		return;
	dead = VideoPortLockBuffer(t, bytes, 64, VpReadAccess);
	VideoPortUnLockBuffer(t, dead);
	VideoPortUnLockBuffer(t, dead);
	warns(t, UNLOCK "&before");
	VideoPortUnLockBuffer(t, bytes);
	warns(t, UNLOCK);
	VideoPortUnLockBuffer(t, NULL);
	warns(t, UNLOCK);
	expect_eq(t, vpt_packet_start(&p, dead, 0, true),
		  ERROR_INVALID_PARAMETER);
	warns(t, START "&locked");
	VideoPortSetBytesUsed(t, dead, 1);
	warns(t, "VideoPortSetBytesUsed&locked");
	expect_eq(t, VideoPortGetBytesUsed(t, dead), 0);
	warns(t, "VideoPortGetBytesUsed&locked");
	VideoPortSetBytesUsed(t, p.mdl, LENGTH + 1);
	warns(t, "VideoPortSetBytesUsed& 4097 bytes& 4096");
	expect_eq(t, VideoPortGetBytesUsed(t, p.mdl), LENGTH);
	end(&p, bytes);
}

static void bad_start(struct vpt_ext *t)
{
	struct vpt_packet p, wrong;
	PUCHAR bytes;

	if (!begin(t, &p, &bytes, VpReadAccess))
		return;
	expect_eq(t, vpt_packet_start(&p, p.mdl, 1, true),
		  ERROR_INVALID_PARAMETER);
	warns(t, START "& 4096 bytes at 1 ");
	expect_eq(t, vpt_packet_start(&p, p.mdl, 0, false),
		  ERROR_INVALID_PARAMETER);
	warns(t, START "&not to write");
	p.length = 0;
	expect_eq(t, vpt_packet_start(&p, p.mdl, 0, true),
		  ERROR_INVALID_PARAMETER);
	warns(t, START "&zero");
	wrong = p;
	wrong.length = LENGTH;
	wrong.adapter = NULL;
	expect_eq(t, vpt_packet_start(&wrong, p.mdl, 0, true),
		  ERROR_INVALID_PARAMETER);
	warns(t, START "&no DMA adapter");
	expect_eq(t, VideoPortStartDma(t, p.adapter, p.mdl, 0, &wrong.length,
				       NULL, NULL, TRUE),
		  ERROR_INVALID_PARAMETER);
	warns(t, START "&nothing to call");
	expect_eq(t, p.calls + wrong.calls, 0);
	end(&p, bytes);
}

static void bad_complete(struct vpt_ext *t)
{
	struct vpt_packet p, wrong;
	PUCHAR bytes;

	if (!begin(t, &p, &bytes, VpModifyAccess))
		return;
	expect_eq(t, vpt_packet_start(&p, p.mdl, 0, true), NO_ERROR);
	expect_eq(t, vpt_packet_complete(&p, false), ERROR_INVALID_PARAMETER);
	warns(t, COMPLETE "&from the device");
	wrong = p;
	wrong.adapter = vpt_packet_get(t, 64, true, 0);
	expect_eq(t, vpt_packet_complete(&wrong, true),
		  ERROR_INVALID_PARAMETER);
	warns(t, COMPLETE);
	VideoPortPutDmaAdapter(t, wrong.adapter);
	wrong = p;
	wrong.list = (PVOID)0xdeadbeefUL;
	expect_eq(t, vpt_packet_complete(&wrong, true),
		  ERROR_INVALID_PARAMETER);
	warns(t, COMPLETE);
	expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
	expect_eq(t, vpt_packet_complete(&p, true), ERROR_INVALID_PARAMETER);
	warns(t, COMPLETE "&before");
	end(&p, bytes);
}

/* A second completion is of no other transfer, wherever its list lies. */
static void complete_twice(struct vpt_ext *t)
{
	struct vpt_packet p, next;
	PUCHAR bytes;
	int i;

	if (!begin(t, &p, &bytes, VpModifyAccess))
		return;
	next = p;
	for (i = 0; i < 8; i++) {
		expect_eq(t, vpt_packet_start(&p, p.mdl, 0, true), NO_ERROR);
		expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
		expect_eq(t, vpt_packet_start(&next, p.mdl, 0, true), NO_ERROR);
		expect_eq(t, vpt_packet_complete(&p, true),
			  ERROR_INVALID_PARAMETER);
		warns(t, COMPLETE "&before");
		expect_eq(t, vpt_packet_complete(&next, true), NO_ERROR);
	}
	end(&p, bytes);
}

/* What is freed while the device may work on it is freed after. */
static void early_free(struct vpt_ext *t)
{
	PUCHAR bytes, others[16];
	struct vpt_packet p;
	PVOID second;
	int i;

	if (!begin(t, &p, &bytes, VpModifyAccess))
		return;
	second = VideoPortLockBuffer(t, bytes + 64, 64, VpReadAccess);
	memset(bytes, 0x3c, LENGTH);
	VideoPortFreePool(t, bytes);
	warns(t, "VideoPortFreePool&is locked for DMA");
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		others[i] = VideoPortAllocatePool(t, VpNonPagedPool, LENGTH, 0);
		if (expect(t, others[i]))
			memset(others[i], 0xc3, LENGTH);
	}
	VideoPortUnLockBuffer(t, second);
	expect(t, !memchr_inv(bytes, 0x3c, LENGTH));
	expect_eq(t, vpt_packet_start(&p, p.mdl, 0, true), NO_ERROR);
	expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
	VideoPortUnLockBuffer(t, p.mdl);
	VideoPortPutDmaAdapter(t, p.adapter);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		VideoPortFreePool(t, others[i]);
	VideoPortFreePool(t, bytes);
	warns(t, "VideoPortFreePool&before");
}

static void early_unlock(struct vpt_ext *t)
{
	struct vpt_packet p;
	PUCHAR bytes;

	if (!begin(t, &p, &bytes, VpReadAccess))
		return;
	expect_eq(t, vpt_packet_start(&p, p.mdl, 0, true), NO_ERROR);
	VideoPortUnLockBuffer(t, p.mdl);
	warns(t, UNLOCK "&not completed");
	expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
	end(&p, bytes);
}

static void other_device(struct vpt_ext *t)
{
	struct vpt_ext *other = vpt_other(t);
	struct vpt_packet p, wrong;
	PUCHAR bytes;

	if (!other || !begin(t, &p, &bytes, VpReadAccess))
		return;
	VideoPortUnLockBuffer(other, p.mdl);
	warns(t, UNLOCK);
	expect_eq(t, vpt_packet_start(&p, p.mdl, 0, true), NO_ERROR);
	wrong = p;
	wrong.t = other;
	expect_eq(t, vpt_packet_complete(&wrong, true),
		  ERROR_INVALID_PARAMETER);
	warns(t, COMPLETE);
	expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
	end(&p, bytes);
}

/* What is left here is taken back when the device is unbound. */
static void early_put(struct vpt_ext *t)
{
	struct vpt_packet p;
	PUCHAR bytes;

	if (!begin(t, &p, &bytes, VpModifyAccess))
		return;
	expect_eq(t, vpt_packet_start(&p, p.mdl, 0, false), NO_ERROR);
	VideoPortPutDmaAdapter(t, p.adapter);
	warns(t, PUT "& 4096 bytes&vpt_packet_start");
	expect_eq(t, vpt_packet_complete(&p, false), ERROR_INVALID_PARAMETER);
	warns(t, COMPLETE);
	VideoPortUnLockBuffer(t, p.mdl);
	warns(t, UNLOCK "&not completed");
}

static void raised(struct vpt_ext *t, void *arg)
{
	struct vpt_packet *p = arg;

	p->same = VideoPortLockBuffer(t, p, sizeof(*p), VpReadAccess);
	VideoPortUnLockBuffer(t, p->mdl);
}

static BOOLEAN at_device_level(PVOID context)
{
	struct vpt_packet *p = context;
	PVP_SCATTER_GATHER_LIST list = p->list;

	p->status = vpt_packet_complete(p, true);
	expect_eq(p->t, vpt_packet_start(p, p->mdl, 0, true),
		  ERROR_INVALID_FUNCTION);
	p->list = list;
	return TRUE;
}

static void high(struct vpt_ext *t)
{
	struct vpt_packet p;
	PUCHAR bytes;

	if (!begin(t, &p, &bytes, VpReadAccess))
		return;
	p.same = true;
	vpt_run_in_dpc(t, raised, &p);
	expect(t, !p.same);
	warns(t, LOCK "&IRQL 2");
	warns(t, UNLOCK "&IRQL 2");
	expect_eq(t, vpt_packet_start(&p, p.mdl, 0, true), NO_ERROR);
	VideoPortSynchronizeExecution(t, VpHighPriority, at_device_level, &p);
	expect_eq(t, p.status, ERROR_INVALID_FUNCTION);
	warns(t, COMPLETE "&IRQL 3");
	warns(t, START "&IRQL 3");
	expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
	end(&p, bytes);
}

const struct vpt_case vpt_packet_misuse[] = {
	{ "packet: lock what is no memory", bad_lock },
	{ "packet: unlock wrongly", bad_unlock },
	{ "packet: start wrongly", bad_start },
	{ "packet: complete wrongly", bad_complete },
	{ "packet: complete twice", complete_twice },
	{ "packet: unlock before the end", early_unlock },
	{ "packet: free before the end", early_free },
	{ "packet: on another device", other_device },
	{ "packet: put before the end", early_put },
	{ "packet: raised IRQL", high },
	{ }
};
