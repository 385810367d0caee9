// SPDX-License-Identifier: GPL-2.0
/*
 * What the DDK has and a miniport can live without: each function returns the DDK's
 * failure, and the log says once what was asked for, lest a black screen be a riddle.
 */
#include <linux/bitops.h>
#include <linux/module.h>

#include "adapter.h"
#include "videoagp.h"

enum vp_refused {
	VP_REFUSED_BANKS,
	VP_REFUSED_EMULATION,
	VP_REFUSED_BUGCHECK,
	VP_REFUSED_AGP,
};

static bool vp_refused_first(struct vp_adapter *adapter, enum vp_refused which)
{
	return !test_and_set_bit(which, &adapter->refused.told);
}

VP_STATUS VideoPortMapBankedMemory(PVOID HwDeviceExtension, PHYSICAL_ADDRESS PhysicalAddress,
				   PULONG Length, PULONG InIoSpace, PVOID *VirtualAddress,
				   ULONG BankLength, UCHAR ReadWriteBank,
				   PBANKED_SECTION_ROUTINE BankRoutine, PVOID Context)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (vp_refused_first(adapter, VP_REFUSED_BANKS))
		vp_warn(adapter, "%s: no banks of %u bytes at bus address %#llx: the miniport is told that it failed, called from %pS\n",
			__func__, BankLength, PhysicalAddress.QuadPart,
			__builtin_return_address(0));
	if (Length)
		*Length = 0;
	if (VirtualAddress)
		*VirtualAddress = NULL;
	return ERROR_INVALID_FUNCTION;
}
EXPORT_SYMBOL_GPL(VideoPortMapBankedMemory);

VP_STATUS VideoPortSetTrappedEmulatorPorts(PVOID HwDeviceExtension, ULONG NumAccessRanges,
					   PVIDEO_ACCESS_RANGE AccessRange)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (vp_refused_first(adapter, VP_REFUSED_EMULATION))
		vp_warn(adapter, "%s: no DOS program runs here that %u ranges would be opened to: the miniport is told that it failed, called from %pS\n",
			__func__, NumAccessRanges, __builtin_return_address(0));
	return ERROR_INVALID_FUNCTION;
}
EXPORT_SYMBOL_GPL(VideoPortSetTrappedEmulatorPorts);

VP_STATUS VideoPortRegisterBugcheckCallback(PVOID HwDeviceExtension, ULONG BugcheckCode,
					    PVIDEO_BUGCHECK_CALLBACK Callback,
					    ULONG BugcheckDataSize)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (vp_refused_first(adapter, VP_REFUSED_BUGCHECK))
		vp_warn(adapter, "%s: Linux has no crash %#x: the miniport is told that it failed, called from %pS\n",
			__func__, BugcheckCode, __builtin_return_address(0));
	return ERROR_INVALID_FUNCTION;
}
EXPORT_SYMBOL_GPL(VideoPortRegisterBugcheckCallback);

BOOLEAN VideoPortGetAgpServices(PVOID HwDeviceExtension, PVIDEO_PORT_AGP_SERVICES AgpServices)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (vp_refused_first(adapter, VP_REFUSED_AGP))
		vp_warn(adapter, "%s: no AGP here: the miniport is told that it failed, called from %pS\n",
			__func__, __builtin_return_address(0));
	return FALSE;
}
EXPORT_SYMBOL_GPL(VideoPortGetAgpServices);

/* Without an extension nobody knows which adapter's miniport asks. */
static void vp_refused_object(const char *what, void *caller)
{
	pr_warn_ratelimited("videoport: %s: a miniport has no Windows device object: the miniport is told that it failed, called from %pS\n",
			    what, caller);
}

PVOID VideoPortGetAssociatedDeviceExtension(PVOID DeviceObject)
{
	vp_refused_object(__func__, __builtin_return_address(0));
	return NULL;
}
EXPORT_SYMBOL_GPL(VideoPortGetAssociatedDeviceExtension);

ULONG VideoPortGetAssociatedDeviceID(PVOID DeviceObject)
{
	vp_refused_object(__func__, __builtin_return_address(0));
	return 0;
}
EXPORT_SYMBOL_GPL(VideoPortGetAssociatedDeviceID);
