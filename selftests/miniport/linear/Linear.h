// SPDX-License-Identifier: GPL-2.0
/*++

Copyright © 2026 the authors of VideoPort for Linux

Module Name:

    linear.h

Abstract:

    What the sources of the linear frame buffer miniport share.

Environment:

    Kernel mode only.

--*/

#ifndef _LINEAR_H_
#define _LINEAR_H_

#pragma once

#include "DDERROR.H"
#include "DevIoctl.h"
#include <Miniport.h>
#include <ntddvdeo.H>
#include "Video.h"
#include "inc\BochsVbe.h"

#pragma warning(disable:4201)   // nameless struct or union
#pragma warning(disable:4214)   // bit field types other than int

#ifndef CODE_SEG
#if defined(_MSC_VER) && (_MSC_VER >= 1700)
#define CODE_SEG(segment) __declspec(code_seg(segment))
#else
#define CODE_SEG(segment)
#endif
#endif

#define LINEAR_TAG              'niLV'
#define LINEAR_MONITOR_UID      0x4d4f4e31UL

#define LINEAR_RANGE_FRAMES     0
#define LINEAR_RANGE_REGISTERS  1
#define LINEAR_RANGES           2

typedef struct _LINEAR_MODE {
    USHORT Width;
    USHORT Height;
    USHORT Bits;
} LINEAR_MODE, *PLINEAR_MODE;

//
// A flag for each thing that was done, so that the rest knows.
//

typedef union _LINEAR_STATE {
    struct {
        ULONG ModeSet : 1;
        ULONG Asleep  : 1;
        ULONG Vga     : 1;
        ULONG Unused  : 29;
    };
    ULONG AsUlong;
} LINEAR_STATE;

//
// As many of them as the memory is for.
//

typedef struct _LINEAR_MODES {
    ULONG                  Count;
    VIDEO_MODE_INFORMATION Mode[1];
} LINEAR_MODES, *PLINEAR_MODES;

typedef DECLSPEC_ALIGN(8) struct _HW_DEVICE_EXTENSION {
    PHYSICAL_ADDRESS        FrameAddress;       // as the bus sees it
    ULONG                   FrameLength;
    PVOID                   Frames;             // for the miniport itself, or NULL
    volatile UCHAR          *Registers;
    LINEAR_STATE            State;
    ULONG                   MaximumWidth;
    ULONG                   RefusedWidth;       // for tests, as is the next
    ULONG                   RefusedRequest;
    UCHAR                   Brightness;         // of the light, percent
    ULONG                   CurrentMode;
    PLINEAR_MODES           Modes;
    UCHAR                   Edid[BOCHS_EDID_LENGTH];
    BOOLEAN                 EdidValid;
} HW_DEVICE_EXTENSION, *PHW_DEVICE_EXTENSION;

//
// linear.c
//

__checkReturn
VP_STATUS
NTAPI
LinearFindAdapter(
    __in PVOID HwDeviceExtension,
    __in_opt PVOID HwContext,
    __in_opt PWSTR ArgumentString,
    __inout PVIDEO_PORT_CONFIG_INFO ConfigInfo,
    __out PUCHAR Again
    );

BOOLEAN
NTAPI
LinearInitialize(
    PVOID HwDeviceExtension
    );

VP_STATUS
NTAPI
LinearSetPowerState(
    PVOID HwDeviceExtension,
    ULONG HwId,
    PVIDEO_POWER_MANAGEMENT VideoPowerControl
    );

VP_STATUS
NTAPI
LinearGetPowerState(
    PVOID HwDeviceExtension,
    ULONG HwId,
    PVIDEO_POWER_MANAGEMENT VideoPowerControl
    );

VP_STATUS
NTAPI
LinearGetChildDescriptor(
    IN PVOID HwDeviceExtension,
    IN PVIDEO_CHILD_ENUM_INFO ChildEnumInfo,
    OUT PVIDEO_CHILD_TYPE VideoChildType,
    OUT PUCHAR pChildDescriptor,
    OUT PULONG UId,
    OUT PULONG pUnused
    );

VOID
LinearReadRefusals(
    _In_ PHW_DEVICE_EXTENSION Ext
    );

//
// modes.c
//

_IRQL_requires_max_(PASSIVE_LEVEL)
_Must_inspect_result_
_Success_(return != FALSE)
BOOLEAN
LinearMakeModes(
    _Inout_ PHW_DEVICE_EXTENSION Ext
    );

VOID
LinearClear(
    _In_ PHW_DEVICE_EXTENSION Ext
    );

VOID
LinearSetMode(
    _In_ PHW_DEVICE_EXTENSION Ext,
    _In_ ULONG Index
    );

VOID
LinearDisable(
    _In_ PHW_DEVICE_EXTENSION Ext
    );

VOID
LinearSetColors(
    _In_ PHW_DEVICE_EXTENSION Ext,
    _In_ const VIDEO_CLUT *Clut
    );

//
// request.c
//

BOOLEAN
NTAPI
LinearStartIO(
    PVOID HwDeviceExtension,
    PVIDEO_REQUEST_PACKET RequestPacket
    );

//
// Register access. The pointer is what VideoPortGetDeviceBase gave, and has
// a size of its own for each width.
//

__forceinline
PUSHORT
LinearVbe(
    PHW_DEVICE_EXTENSION Ext,
    ULONG Offset
    )
{
    return (PUSHORT)(Ext->Registers + BOCHS_VBE_OFFSET + Offset);
}

#define READ_VBE(Ext, Field) \
    VideoPortReadRegisterUshort(LinearVbe(Ext, FIELD_OFFSET(BOCHS_VBE, Field)))

#define WRITE_VBE(Ext, Field, Value) \
    VideoPortWriteRegisterUshort(LinearVbe(Ext, FIELD_OFFSET(BOCHS_VBE, Field)), \
                                 (USHORT)(Value))

#endif // _LINEAR_H_
