// SPDX-License-Identifier: GPL-2.0
/* Common buffers by the obsolete pair of functions; functions that are there to refuse */
#include "vp_test.h"

#define GET "VideoPortGetCommonBuffer"
#define FREE "VideoPortFreeCommonBuffer"

static void common(struct vpt_ext *t)
{
	PHYSICAL_ADDRESS logical = {};
	ULONG actual = 0;
	PUCHAR buffer;

	buffer = VideoPortGetCommonBuffer(t, 6000, 4096, &logical, &actual,
					  TRUE);
	if (!expect(t, buffer))
		return;
	expect_eq(t, actual, 6000);
	expect(t, !memchr_inv(buffer, 0, 6000));
	expect_eq(t, logical.QuadPart & 4095, 0);
	expect(t, logical.QuadPart + 6000 <= 0x100000000LL);

	/* Nothing that differs frees it. */
	VideoPortFreeCommonBuffer(t, 5999, buffer, logical, TRUE);
	warns(t, FREE "&5999 bytes&nothing released");
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, FALSE);
	warns(t, FREE "&nothing released");
	memset(buffer, 0x5a, 6000);
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, TRUE);
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, TRUE);
	warns(t, FREE "&released before");
}

static void common_refused(struct vpt_ext *t)
{
	PHYSICAL_ADDRESS logical;
	ULONG actual = 77;

	expect(t, !VideoPortGetCommonBuffer(t, 0, 0, &logical, &actual, TRUE));
	warns(t, GET "&zero length");
	expect_eq(t, actual, 0);
	expect(t, !VideoPortGetCommonBuffer(t, 64, 0, NULL, NULL, TRUE));
	warns(t, GET "&nowhere");
	actual = 77;
	expect(t, !VideoPortGetCommonBuffer(t, 64, 3, &logical, &actual, TRUE));
	warns(t, GET "&alignment 3");
	expect_eq(t, actual, 0);
	expect(t, !VideoPortGetCommonBuffer(t, 64, 8192, &logical, NULL, TRUE));
	warns(t, GET "&alignment 8192");
}

/* One kind of buffer, but what one pair gave the other does not take. */
static void common_mixed(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 32);
	struct vpt_buffer buf;

	if (!adapter || !vpt_alloc(t, adapter, 4096, &buf))
		return;
	VideoPortFreeCommonBuffer(t, 4096, buf.virtual, buf.logical,
				  buf.cached);
	warns(t, FREE "&nothing released");
	vpt_release(t, &buf);
	VideoPortPutDmaAdapter(t, adapter);
}

/* Each says once for a function of PCI what was asked for. */
static void refusing(struct vpt_ext *t)
{
	VIDEO_PORT_AGP_SERVICES agp;
	PHYSICAL_ADDRESS at = { };
	ULONG length = 65536, space = 0;
	PVOID base = t;
	int i;

	for (i = 0; i < 2; i++) {
		expect_eq(t, VideoPortMapBankedMemory(t, at, &length, &space, &base, 65536, TRUE,
						      NULL, NULL), ERROR_INVALID_FUNCTION);
		expect(t, !base && !length);
		expect_eq(t, VideoPortSetTrappedEmulatorPorts(t, 0, NULL),
			  ERROR_INVALID_FUNCTION);
		expect_eq(t, VideoPortRegisterBugcheckCallback(t, 0xea, NULL, 0),
			  ERROR_INVALID_FUNCTION);
		expect_eq(t, VideoPortGetAgpServices(t, &agp), FALSE);
	}
	expect(t, !VideoPortGetAssociatedDeviceExtension(t));
	warns(t, "VideoPortMapBankedMemory&65536 bytes");
	warns(t, "VideoPortSetTrappedEmulatorPorts");
	warns(t, "VideoPortRegisterBugcheckCallback&0xea");
	warns(t, "VideoPortGetAgpServices");
	warns(t, "VideoPortGetAssociatedDeviceExtension");
}

static void bios_raised(struct vpt_ext *t, void *arg)
{
	expect_eq(t, VideoPortInt10(t, arg), ERROR_INVALID_FUNCTION);
}

static void bios_at_passive(struct vpt_ext *t)
{
	VIDEO_X86_BIOS_ARGUMENTS bios = { .Eax = 0x4f02 };

	vpt_run_in_dpc(t, bios_raised, &bios);
	warns(t, "VideoPortInt10&IRQL 2&[vp_test]");
}

/*
 * Whatever helper there is, it would be for another device. That is said once: a case of its
 * own, as one whose message is lost to the log's limit is run again.
 */
static void bios_refused(struct vpt_ext *t)
{
	VIDEO_X86_BIOS_ARGUMENTS bios = { .Eax = 0x4f02 };

	expect_eq(t, VideoPortInt10(t, NULL), ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortInt10(t, &bios), ERROR_INVALID_FUNCTION);
	expect_eq(t, VideoPortInt10(t, &bios), ERROR_INVALID_FUNCTION);
	warns(t, "VideoPortInt10&function 0x4f02&the ROM in memory is not this device's");
	expect_eq(t, bios.Eax, 0x4f02);
}

const struct vpt_case vpt_obsolete[] = {
	{ "api: obsolete common buffers", common },
	{ "api: obsolete common buffers refused", common_refused },
	{ "api: obsolete and new common buffers", common_mixed },
	{ "api: functions that refuse", refusing },
	{ "api: the video BIOS at raised IRQL", bios_at_passive },
	{ "api: the video BIOS of another device", bios_refused },
	{ }
};
