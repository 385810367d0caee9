// SPDX-License-Identifier: GPL-2.0
/*++

Copyright © 2026 the authors of VideoPort for Linux

Module Name:

    request.c

Abstract:

    What the display driver asks of the linear frame buffer.

--*/

#include <NtDDVdeo.h>
#include "Linear.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, LinearStartIO)
#endif

typedef VP_STATUS (__stdcall *PLINEAR_REQUEST)(PHW_DEVICE_EXTENSION Ext,
                                               PVIDEO_REQUEST_PACKET Packet);

static VP_STATUS __stdcall
LinearQueryNumModes(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    PVIDEO_NUM_MODES modes = Packet->OutputBuffer;

    modes->NumModes = Ext->Modes->Count;
    modes->ModeInformationLength = sizeof(VIDEO_MODE_INFORMATION);
    Packet->StatusBlock->Information = sizeof(VIDEO_NUM_MODES);
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearQueryModes(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    ULONG length = Ext->Modes->Count * sizeof(VIDEO_MODE_INFORMATION);

    if (Packet->OutputBufferLength < length) {
        return ERROR_INSUFFICIENT_BUFFER;
    }
    memcpy(Packet->OutputBuffer, Ext->Modes->Mode, length);
    Packet->StatusBlock->Information = length;
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearQueryCurrentMode(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    if (!Ext->State.ModeSet) {
        return ERROR_INVALID_FUNCTION;
    }
    *(PVIDEO_MODE_INFORMATION)Packet->OutputBuffer = Ext->Modes->Mode[Ext->CurrentMode];
    Packet->StatusBlock->Information = sizeof(VIDEO_MODE_INFORMATION);
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearSetCurrentMode(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    ULONG mode = ((PVIDEO_MODE)Packet->InputBuffer)->RequestedMode;
    BOOLEAN clear = (BOOLEAN)!(mode & VIDEO_MODE_NO_ZERO_MEMORY);

    mode &= ~(VIDEO_MODE_MAP_MEM_LINEAR | VIDEO_MODE_NO_ZERO_MEMORY);
    if (mode >= Ext->Modes->Count ||
        Ext->Modes->Mode[mode].VisScreenWidth == Ext->RefusedWidth) {
        return ERROR_INVALID_PARAMETER;
    }
    LinearSetMode(Ext, mode);
    if (clear) {
        LinearClear(Ext);
    }
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearSetColorRegisters(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    PVIDEO_CLUT clut = Packet->InputBuffer;
    ULONG length = FIELD_OFFSET(VIDEO_CLUT, LookupTable) +
                   clut->NumEntries * sizeof(clut->LookupTable[0]);

    if (Packet->InputBufferLength < length || clut->FirstEntry + clut->NumEntries > 256) {
        return ERROR_INVALID_PARAMETER;
    }
    LinearSetColors(Ext, clut);
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearResetDevice(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    UNREFERENCED_PARAMETER(Packet);

    LinearDisable(Ext);
    Ext->State.ModeSet = 0;
    return NO_ERROR;
}

//
// The whole frame buffer, for the display driver.
//

static VP_STATUS __stdcall
LinearMapMemory(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    PVIDEO_MEMORY_INFORMATION information = Packet->OutputBuffer;
    PVIDEO_MEMORY memory = Packet->InputBuffer;
    PVOID address = memory->RequestedVirtualAddress;    // both are one buffer
    ULONG inIoSpace = VIDEO_MEMORY_SPACE_MEMORY;
    ULONG length = Ext->FrameLength;
    VP_STATUS status;

    status = VideoPortMapMemory(Ext, Ext->FrameAddress, &length, &inIoSpace, &address);
    if (status != NO_ERROR) {
        return status;
    }

    information->VideoRamBase = address;
    information->VideoRamLength = length;
    information->FrameBufferBase = address;
    information->FrameBufferLength = length;
    Packet->StatusBlock->Information = sizeof(VIDEO_MEMORY_INFORMATION);
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearUnmapMemory(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    PVIDEO_MEMORY memory = Packet->InputBuffer;

    return VideoPortUnmapMemory(Ext, memory->RequestedVirtualAddress, 0);
}

//
// A part of the frame buffer, for a program.
//

static VP_STATUS __stdcall
LinearShareMemory(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    VIDEO_SHARE_MEMORY share = *(PVIDEO_SHARE_MEMORY)Packet->InputBuffer;
    PVIDEO_SHARE_MEMORY_INFORMATION information = Packet->OutputBuffer;
    ULONG inIoSpace = VIDEO_MEMORY_SPACE_USER_MODE;
    PHYSICAL_ADDRESS start = Ext->FrameAddress;
    PVOID address = (PVOID)share.ProcessHandle;
    ULONG length = share.ViewSize;
    VP_STATUS status;

    if (share.ViewOffset > Ext->FrameLength ||
        share.ViewSize > Ext->FrameLength - share.ViewOffset) {
        return ERROR_INVALID_PARAMETER;
    }

    start.QuadPart += share.ViewOffset;
    status = VideoPortMapMemory(Ext, start, &length, &inIoSpace, &address);
    if (status != NO_ERROR) {
        return status;
    }

    information->SharedViewOffset = share.ViewOffset;
    information->SharedViewSize = length;
    information->VirtualAddress = address;
    Packet->StatusBlock->Information = sizeof(VIDEO_SHARE_MEMORY_INFORMATION);
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearUnshareMemory(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    PVIDEO_SHARE_MEMORY share = Packet->InputBuffer;

    return VideoPortUnmapMemory(Ext, share->RequestedVirtualAddress, share->ProcessHandle);
}

//
// The device has no light, so that this is for who looks at the requests.
//

static const UCHAR LinearLevels[] = { 80, 10, 100, 30, 50, 30 };

static VP_STATUS __stdcall
LinearQueryLevels(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    UNREFERENCED_PARAMETER(Ext);

    memcpy(Packet->OutputBuffer, LinearLevels, sizeof(LinearLevels));
    Packet->StatusBlock->Information = sizeof(LinearLevels);
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearQueryBrightness(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    PDISPLAY_BRIGHTNESS brightness = Packet->OutputBuffer;

    brightness->ucDisplayPolicy = DISPLAYPOLICY_BOTH;
    brightness->ucACBrightness = Ext->Brightness;
    brightness->ucDCBrightness = Ext->Brightness;
    Packet->StatusBlock->Information = sizeof(DISPLAY_BRIGHTNESS);
    return NO_ERROR;
}

static VP_STATUS __stdcall
LinearSetBrightness(
    PHW_DEVICE_EXTENSION Ext,
    PVIDEO_REQUEST_PACKET Packet
    )
{
    PDISPLAY_BRIGHTNESS brightness = Packet->InputBuffer;
    ULONG i;

    for (i = 0; i < ARRAYSIZE(LinearLevels); i++) {
        if (brightness->ucACBrightness == LinearLevels[i]) {
            Ext->Brightness = LinearLevels[i];
            return NO_ERROR;
        }
    }
    return ERROR_INVALID_PARAMETER;
}

//
// Each request with the least that its buffers hold.
//

static const struct {
    ULONG IoControlCode;
    ULONG InputLength;
    ULONG OutputLength;
    PLINEAR_REQUEST Routine;
} LinearRequests[] = {
    { IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES, 0, sizeof(VIDEO_NUM_MODES), LinearQueryNumModes },
    { IOCTL_VIDEO_QUERY_AVAIL_MODES, 0, 0, LinearQueryModes },
    { IOCTL_VIDEO_QUERY_CURRENT_MODE, 0, sizeof(VIDEO_MODE_INFORMATION),
      LinearQueryCurrentMode },
    { IOCTL_VIDEO_SET_CURRENT_MODE, sizeof(VIDEO_MODE), 0, LinearSetCurrentMode },
    { IOCTL_VIDEO_SET_COLOR_REGISTERS, sizeof(VIDEO_CLUT), 0, LinearSetColorRegisters },
    { IOCTL_VIDEO_RESET_DEVICE, 0, 0, LinearResetDevice },
    { IOCTL_VIDEO_MAP_VIDEO_MEMORY, sizeof(VIDEO_MEMORY), sizeof(VIDEO_MEMORY_INFORMATION),
      LinearMapMemory },
    { IOCTL_VIDEO_UNMAP_VIDEO_MEMORY, sizeof(VIDEO_MEMORY), 0, LinearUnmapMemory },
    { IOCTL_VIDEO_SHARE_VIDEO_MEMORY, sizeof(VIDEO_SHARE_MEMORY),
      sizeof(VIDEO_SHARE_MEMORY_INFORMATION), LinearShareMemory },
    { IOCTL_VIDEO_QUERY_SUPPORTED_BRIGHTNESS, 0, sizeof(LinearLevels), LinearQueryLevels },
    { IOCTL_VIDEO_QUERY_DISPLAY_BRIGHTNESS, 0, sizeof(DISPLAY_BRIGHTNESS),
      LinearQueryBrightness },
    { IOCTL_VIDEO_SET_DISPLAY_BRIGHTNESS, sizeof(DISPLAY_BRIGHTNESS), 0, LinearSetBrightness },
    { IOCTL_VIDEO_UNSHARE_VIDEO_MEMORY, sizeof(VIDEO_SHARE_MEMORY), 0, LinearUnshareMemory },
};

static VP_STATUS
LinearDispatch(
    __in PHW_DEVICE_EXTENSION Ext,
    __inout PVIDEO_REQUEST_PACKET Packet
    )
{
    ULONG i;

    LinearReadRefusals(Ext);
    for (i = 0; i < ARRAYSIZE(LinearRequests); i++) {
        if (LinearRequests[i].IoControlCode != Packet->IoControlCode) {
            continue;
        }
        if (Packet->InputBufferLength < LinearRequests[i].InputLength ||
            Packet->OutputBufferLength < LinearRequests[i].OutputLength) {
            return ERROR_INSUFFICIENT_BUFFER;
        }
        if (Packet->IoControlCode == Ext->RefusedRequest) {
            return ERROR_INVALID_FUNCTION;
        }
        return LinearRequests[i].Routine(Ext, Packet);
    }

    VideoDebugPrint((Warn, "linear: request %08lx is not for this miniport\n",
                     Packet->IoControlCode));
    return ERROR_INVALID_FUNCTION;
}

CODE_SEG("PAGE")
BOOLEAN
NTAPI
LinearStartIO(
    PVOID HwDeviceExtension,
    PVIDEO_REQUEST_PACKET RequestPacket
    )
{
    PAGED_CODE();

    RequestPacket->StatusBlock->Information = 0;
    RequestPacket->StatusBlock->Status =
        LinearDispatch((PHW_DEVICE_EXTENSION)HwDeviceExtension, RequestPacket);
    return TRUE;
}
