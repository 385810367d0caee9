// SPDX-License-Identifier: GPL-2.0
/*
 * The functions by name, for a miniport that finds out at run time what there
 * is. selftests/ddk/api-table holds this list against video.h.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "procaddr.h"

#define VP_PROC(name) { #name, name }

static const struct {
	const char *name;
	void *function;
} vp_procs[] = {
	VP_PROC(VideoPortAcquireDeviceLock),
	VP_PROC(VideoPortAcquireSpinLock),
	VP_PROC(VideoPortAcquireSpinLockAtDpcLevel),
	VP_PROC(VideoPortAllocateBuffer),
	VP_PROC(VideoPortAllocateCommonBuffer),
	VP_PROC(VideoPortAllocateContiguousMemory),
	VP_PROC(VideoPortAllocatePool),
	VP_PROC(VideoPortCheckForDeviceExistence),
	VP_PROC(VideoPortClearEvent),
	VP_PROC(VideoPortCompareMemory),
	VP_PROC(VideoPortCompleteDma),
	VP_PROC(VideoPortCreateEvent),
	VP_PROC(VideoPortCreateSpinLock),
	VP_PROC(VideoPortDDCMonitorHelper),
	VP_PROC(VideoPortDbgReportComplete),
	VP_PROC(VideoPortDbgReportCreate),
	VP_PROC(VideoPortDbgReportSecondaryData),
	VP_PROC(VideoPortDebugPrint),
	VP_PROC(VideoPortDeleteEvent),
	VP_PROC(VideoPortDeleteSpinLock),
	VP_PROC(VideoPortDisableInterrupt),
	VP_PROC(VideoPortEnableInterrupt),
	VP_PROC(VideoPortEnumerateChildren),
	VP_PROC(VideoPortFlushRegistry),
	VP_PROC(VideoPortFreeCommonBuffer),
	VP_PROC(VideoPortFreeDeviceBase),
	VP_PROC(VideoPortFreePool),
	VP_PROC(VideoPortGetAccessRanges),
	VP_PROC(VideoPortGetAgpServices),
	VP_PROC(VideoPortGetAssociatedDeviceExtension),
	VP_PROC(VideoPortGetAssociatedDeviceID),
	VP_PROC(VideoPortGetBusData),
	VP_PROC(VideoPortGetBytesUsed),
	VP_PROC(VideoPortGetCommonBuffer),
	VP_PROC(VideoPortGetCurrentIrql),
	VP_PROC(VideoPortGetDeviceBase),
	VP_PROC(VideoPortGetDeviceData),
	VP_PROC(VideoPortGetDmaAdapter),
	VP_PROC(VideoPortGetRegistryParameters),
	VP_PROC(VideoPortGetRomImage),
	VP_PROC(VideoPortGetVersion),
	VP_PROC(VideoPortGetVgaStatus),
	VP_PROC(VideoPortInitialize),
	VP_PROC(VideoPortInt10),
	VP_PROC(VideoPortInterlockedDecrement),
	VP_PROC(VideoPortInterlockedExchange),
	VP_PROC(VideoPortInterlockedIncrement),
	VP_PROC(VideoPortIsNoVesa),
	VP_PROC(VideoPortLockBuffer),
	VP_PROC(VideoPortLogError),
	VP_PROC(VideoPortMapBankedMemory),
	VP_PROC(VideoPortMapMemory),
	VP_PROC(VideoPortMoveMemory),
	VP_PROC(VideoPortPutDmaAdapter),
	VP_PROC(VideoPortQueryPerformanceCounter),
	VP_PROC(VideoPortQueryServices),
	VP_PROC(VideoPortQuerySystemTime),
	VP_PROC(VideoPortQueueDpc),
	VP_PROC(VideoPortReadPortBufferUchar),
	VP_PROC(VideoPortReadPortBufferUlong),
	VP_PROC(VideoPortReadPortBufferUshort),
	VP_PROC(VideoPortReadPortUchar),
	VP_PROC(VideoPortReadPortUlong),
	VP_PROC(VideoPortReadPortUshort),
	VP_PROC(VideoPortReadRegisterBufferUchar),
	VP_PROC(VideoPortReadRegisterBufferUlong),
	VP_PROC(VideoPortReadRegisterBufferUshort),
	VP_PROC(VideoPortReadRegisterUchar),
	VP_PROC(VideoPortReadRegisterUlong),
	VP_PROC(VideoPortReadRegisterUshort),
	VP_PROC(VideoPortReadStateEvent),
	VP_PROC(VideoPortRegisterBugcheckCallback),
	VP_PROC(VideoPortReleaseBuffer),
	VP_PROC(VideoPortReleaseCommonBuffer),
	VP_PROC(VideoPortReleaseDeviceLock),
	VP_PROC(VideoPortReleaseSpinLock),
	VP_PROC(VideoPortReleaseSpinLockFromDpcLevel),
	VP_PROC(VideoPortScanRom),
	VP_PROC(VideoPortSetBusData),
	VP_PROC(VideoPortSetBytesUsed),
	VP_PROC(VideoPortSetEvent),
	VP_PROC(VideoPortSetRegistryParameters),
	VP_PROC(VideoPortSetTrappedEmulatorPorts),
	VP_PROC(VideoPortStallExecution),
	VP_PROC(VideoPortStartDma),
	VP_PROC(VideoPortStartTimer),
	VP_PROC(VideoPortStopTimer),
	VP_PROC(VideoPortSynchronizeExecution),
	VP_PROC(VideoPortUnLockBuffer),
	{ "VideoPortUnlockBuffer", VideoPortUnLockBuffer },
	VP_PROC(VideoPortUnmapMemory),
	VP_PROC(VideoPortVerifyAccessRanges),
	VP_PROC(VideoPortWaitForSingleObject),
	VP_PROC(VideoPortWritePortBufferUchar),
	VP_PROC(VideoPortWritePortBufferUlong),
	VP_PROC(VideoPortWritePortBufferUshort),
	VP_PROC(VideoPortWritePortUchar),
	VP_PROC(VideoPortWritePortUlong),
	VP_PROC(VideoPortWritePortUshort),
	VP_PROC(VideoPortWriteRegisterBufferUchar),
	VP_PROC(VideoPortWriteRegisterBufferUlong),
	VP_PROC(VideoPortWriteRegisterBufferUshort),
	VP_PROC(VideoPortWriteRegisterUchar),
	VP_PROC(VideoPortWriteRegisterUlong),
	VP_PROC(VideoPortWriteRegisterUshort),
	VP_PROC(VideoPortZeroDeviceMemory),
	VP_PROC(VideoPortZeroMemory),
};

/**
 * vp_procaddr() - VIDEO_PORT_CONFIG_INFO.VideoPortGetProcAddress
 * @HwDeviceExtension: the caller's device extension
 * @FunctionName: a function of video.h
 *
 * Context: any.
 * Return: its address, or NULL if it is not declared.
 */
PVOID vp_procaddr(PVOID HwDeviceExtension, PUCHAR FunctionName)
{
	unsigned int i;

	for (i = 0; FunctionName && i < ARRAY_SIZE(vp_procs); i++)
		if (!strcmp(vp_procs[i].name, FunctionName))
			return vp_procs[i].function;
	return NULL;
}
