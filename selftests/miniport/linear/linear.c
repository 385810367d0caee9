// SPDX-License-Identifier: GPL-2.0
/*++

Copyright © 2026 the authors of VideoPort for Linux

Module Name:

    linear.c

Abstract:

    A miniport for a linear frame buffer: QEMU's bochs-display and VGA.
    It finds the device, and sees it through sleep and waking.

Environment:

    Kernel mode only.

Notes:

    Written as miniports of 1996 to 2009 were, “smart quotes” included:
    it is here to be brought to Linux as it stands.

--*/

#include "LINEAR.H"

ULONG
DriverEntry(
    __in PVOID Context1,
    __in PVOID Context2
    );

#if defined(ALLOC_PRAGMA)
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, LinearFindAdapter)
#pragma alloc_text(PAGE, LinearInitialize)
#pragma alloc_text(PAGE, LinearSetPowerState)
#pragma alloc_text(PAGE, LinearGetPowerState)
#pragma alloc_text(PAGE, LinearGetChildDescriptor)
#endif

ULONG
DriverEntry(
    __in PVOID Context1,
    __in PVOID Context2
    )
{
    VIDEO_HW_INITIALIZATION_DATA hwInitData;

    VideoPortZeroMemory(&hwInitData, sizeof(VIDEO_HW_INITIALIZATION_DATA));

    hwInitData.HwInitDataSize = sizeof(VIDEO_HW_INITIALIZATION_DATA);
    hwInitData.AdapterInterfaceType = PCIBus;

    hwInitData.HwFindAdapter = LinearFindAdapter;
    hwInitData.HwInitialize = LinearInitialize;
    hwInitData.HwStartIO = LinearStartIO;
    hwInitData.HwSetPowerState = LinearSetPowerState;
    hwInitData.HwGetPowerState = LinearGetPowerState;
    hwInitData.HwGetVideoChildDescriptor = LinearGetChildDescriptor;

    hwInitData.HwDeviceExtensionSize = sizeof(HW_DEVICE_EXTENSION);

    return VideoPortInitialize(Context1, Context2, &hwInitData, NULL);
}

#pragma code_seg("PAGE")

static
CODE_SEG("PAGE")
VP_STATUS
NTAPI
LinearGetUlong(
    __in PVOID HwDeviceExtension,
    __inout PVOID Context,
    __in PWSTR ValueName,
    __in_bcount(ValueLength) PVOID ValueData,
    __in ULONG ValueLength
    )
{
    UNREFERENCED_PARAMETER(HwDeviceExtension);
    UNREFERENCED_PARAMETER(ValueName);

    if (ValueLength != sizeof(ULONG)) {
        return ERROR_INVALID_PARAMETER;
    }

    *(PULONG)Context = *(UNALIGNED ULONG *)ValueData;
    return NO_ERROR;
}

static
CODE_SEG("PAGE")
VP_STATUS
LinearMapDevice(
    PHW_DEVICE_EXTENSION Ext
    )
{
    VIDEO_ACCESS_RANGE ranges[LINEAR_RANGES];
    USHORT vendor = 0x1234;
    USHORT device = 0x1111;
    ULONG slot = 0;
    VP_STATUS status;

    PAGED_CODE();

    status = VideoPortGetAccessRanges(Ext, 0, NULL, ARRAYSIZE(ranges), ranges,
                                      &vendor, &device, &slot);
    if (status != NO_ERROR) {
        VideoDebugPrint((Error, "linear: no access ranges, status %lu\n",
                         (unsigned long)status));
        return status;
    }

    if (ranges[LINEAR_RANGE_FRAMES].RangeInIoSpace ||
        ranges[LINEAR_RANGE_REGISTERS].RangeInIoSpace ||
        ranges[LINEAR_RANGE_REGISTERS].RangeLength < BOCHS_RANGE_LENGTH) {
        return ERROR_DEV_NOT_EXIST;
    }

    Ext->FrameAddress = ranges[LINEAR_RANGE_FRAMES].RangeStart;
    Ext->FrameLength = ranges[LINEAR_RANGE_FRAMES].RangeLength;
    Ext->Registers = (volatile UCHAR *)
        VideoPortGetDeviceBase(Ext, ranges[LINEAR_RANGE_REGISTERS].RangeStart,
                               BOCHS_RANGE_LENGTH, VIDEO_MEMORY_SPACE_MEMORY);

    return Ext->Registers ? NO_ERROR : ERROR_INVALID_PARAMETER;
}

static
CODE_SEG("PAGE")
VOID
LinearReadEdid(
    PHW_DEVICE_EXTENSION Ext
    )
{
    EDID_HEADER header;

    PAGED_CODE();

    VideoPortReadRegisterBufferUchar((PUCHAR)Ext->Registers + BOCHS_EDID_OFFSET,
                                     Ext->Edid, sizeof(Ext->Edid));
    memcpy(&header, Ext->Edid, sizeof(header));
    Ext->EdidValid = (BOOLEAN)(header.MagicLow == EDID_MAGIC_LOW &&
                               header.MagicHigh == EDID_MAGIC_HIGH);
}

static
CODE_SEG("PAGE")
VOID
LinearDescribe(
    PHW_DEVICE_EXTENSION Ext
    )
{
    static const WCHAR chip[] = L"Bochs VBE";

    PAGED_CODE();

    VideoPortSetRegistryParameters(Ext, L"HardwareInformation.ChipType",
                                   (PVOID)chip, sizeof(chip));
    VideoPortSetRegistryParameters(Ext, L"HardwareInformation.MemorySize",
                                   &Ext->FrameLength, sizeof(ULONG));
    VideoDebugPrint((Info, "linear: %ws with %I64d bytes\n", chip,
                     (__int64)Ext->FrameLength));
}

_Use_decl_annotations_
CODE_SEG("PAGE")
VP_STATUS
NTAPI
LinearFindAdapter(
    PVOID HwDeviceExtension,
    PVOID HwContext,
    PWSTR ArgumentString,
    PVIDEO_PORT_CONFIG_INFO ConfigInfo,
    PUCHAR Again
    )
{
    PHW_DEVICE_EXTENSION ext = (PHW_DEVICE_EXTENSION)HwDeviceExtension;
    UCHAR classCode[2] = { 0, 0 };
    VP_STATUS status;
    USHORT id;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(HwContext);
    UNREFERENCED_PARAMETER(ArgumentString);

    if (ConfigInfo->Length < sizeof(VIDEO_PORT_CONFIG_INFO)) {
        return ERROR_INVALID_PARAMETER;
    }
    *Again = FALSE;

    status = LinearMapDevice(ext);
    if (status != NO_ERROR) {
        return status;
    }

    id = READ_VBE(ext, Id);
    if (id < VBE_ID_FIRST || id > VBE_ID_LAST) {
        VideoDebugPrint((Error, "linear: %x is not the device's id\n", id));
        return ERROR_DEV_NOT_EXIST;
    }

    //
    // Subclass and class: 00 03 is a VGA, which has to be unblanked.
    //

    VideoPortGetBusData(ext, PCIConfiguration, 0, classCode, 0x0a, sizeof(classCode));
    ext->State.Vga = classCode[0] == 0 && classCode[1] == 3;

    ext->Brightness = 50;
    ext->MaximumWidth = MAXUSHORT;
    VideoPortGetRegistryParameters(ext, L"MaximumWidth", FALSE, LinearGetUlong,
                                   &ext->MaximumWidth);
    if (!LinearMakeModes(ext)) {
        return ERROR_DEV_NOT_EXIST;
    }
    LinearReadEdid(ext);

    ConfigInfo->NumEmulatorAccessEntries = 0;
    ConfigInfo->EmulatorAccessEntries = NULL;
    ConfigInfo->EmulatorAccessEntriesContext = 0;
    ConfigInfo->HardwareStateSize = 0;
    ConfigInfo->VdmPhysicalVideoMemoryAddress.LowPart = 0;
    ConfigInfo->VdmPhysicalVideoMemoryAddress.HighPart = 0;
    ConfigInfo->VdmPhysicalVideoMemoryLength = 0;

    return NO_ERROR;
}

CODE_SEG("PAGE")
BOOLEAN
NTAPI
LinearInitialize(
    PVOID HwDeviceExtension
    )
{
    PHW_DEVICE_EXTENSION ext = HwDeviceExtension;
    ULONG inIoSpace = VIDEO_MEMORY_SPACE_MEMORY;
    ULONG length = ext->FrameLength;

    PAGED_CODE();
    ASSERT(ext->Registers != NULL);

    ext->Frames = NULL;
    if (VideoPortMapMemory(ext, ext->FrameAddress, &length, &inIoSpace,
                           &ext->Frames) != NO_ERROR) {
        VideoDebugPrint((Warn, "linear: frames are not cleared\n"));
    }

    LinearDescribe(ext);
    return TRUE;
}

//
// Whoever tests the display driver writes these while the device is in use.
//

VOID
LinearReadRefusals(
    PHW_DEVICE_EXTENSION Ext
    )
{
    VideoPortGetRegistryParameters(Ext, L"RefusedWidth", FALSE, LinearGetUlong,
                                   &Ext->RefusedWidth);
    VideoPortGetRegistryParameters(Ext, L"RefusedRequest", FALSE, LinearGetUlong,
                                   &Ext->RefusedRequest);
}

CODE_SEG("PAGE")
VP_STATUS
NTAPI
LinearSetPowerState(
    PVOID HwDeviceExtension,
    ULONG HwId,
    PVIDEO_POWER_MANAGEMENT VideoPowerControl
    )
{
    PHW_DEVICE_EXTENSION ext = HwDeviceExtension;

    PAGED_CODE();

    if (HwId != DISPLAY_ADAPTER_HW_ID) {
        return NO_ERROR;
    }

    if (VideoPowerControl->PowerState != VideoPowerOn) {
        LinearDisable(ext);
        ext->State.Asleep = 1;
    } else if (ext->State.Asleep) {
        ext->State.Asleep = 0;
        if (ext->State.ModeSet) {
            LinearSetMode(ext, ext->CurrentMode);
        }
    }
    return NO_ERROR;
}

CODE_SEG("PAGE")
VP_STATUS
NTAPI
LinearGetPowerState(
    PVOID HwDeviceExtension,
    ULONG HwId,
    PVIDEO_POWER_MANAGEMENT VideoPowerControl
    )
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(HwDeviceExtension);
    UNREFERENCED_PARAMETER(HwId);

    switch (VideoPowerControl->PowerState) {
    case VideoPowerOn:
    case VideoPowerOff:
    case VideoPowerHibernate:
    case VideoPowerShutdown:
        return NO_ERROR;
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

CODE_SEG("PAGE")
VP_STATUS
NTAPI
LinearGetChildDescriptor(
    IN PVOID HwDeviceExtension,
    IN PVIDEO_CHILD_ENUM_INFO ChildEnumInfo,
    OUT PVIDEO_CHILD_TYPE VideoChildType,
    _Out_writes_bytes_(ChildEnumInfo->ChildDescriptorSize) PUCHAR pChildDescriptor,
    OUT PULONG UId,
    OUT PULONG pUnused OPTIONAL
    )
{
    PHW_DEVICE_EXTENSION ext = HwDeviceExtension;
    ULONG length;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(pUnused);

    if (ChildEnumInfo->ChildIndex == 0) {
        return VIDEO_ENUM_INVALID_DEVICE;
    }
    if (ChildEnumInfo->ChildIndex > 1) {
        return VIDEO_ENUM_NO_MORE_DEVICES;
    }

    *VideoChildType = Monitor;
    *UId = LINEAR_MONITOR_UID;
    if (ext->EdidValid) {
        length = min(ChildEnumInfo->ChildDescriptorSize, (ULONG)sizeof(ext->Edid));
        VideoPortMoveMemory(pChildDescriptor, ext->Edid, length);
    }
    return VIDEO_ENUM_MORE_DEVICES;
}
