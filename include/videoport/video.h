/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The video port as a miniport sees it: names, types and layouts are the
 * DDK's on x86-64. A function that the port driver does not implement is not
 * declared, so that a miniport that needs it fails to compile, not to run.
 *
 * IRQL in the "Context" lines below is the port driver's own notion: PASSIVE
 * (0) may sleep, DISPATCH (2) and above may not. What runs where: see
 * VideoPortGetCurrentIrql().
 */
#ifndef __VIDEO_H__
#define __VIDEO_H__

#include "miniport.h"
#include "ntddvdeo.h"
#include "videoagp.h"

#define VPAPI

/* For what may be paged out on Windows: called at PASSIVE and APC_LEVEL only */
#undef PAGED_CODE
#if defined(DBG) && DBG
#define PAGED_CODE() \
	do { \
		if (VideoPortGetCurrentIrql() > 1) \
			VideoPortDebugPrint(Error, \
					    "Pageable code called at IRQL %d\n", \
					    VideoPortGetCurrentIrql()); \
	} while (0)
#else
#define PAGED_CODE()
#endif

typedef LONG VP_STATUS, *PVP_STATUS;

typedef struct _VIDEO_PORT_SPIN_LOCK *PSPIN_LOCK;
typedef struct _VIDEO_DEBUG_REPORT *PVIDEO_DEBUG_REPORT;
typedef struct __DMA_PARAMETERS *PDMA;
typedef struct __VP_DMA_ADAPTER *PVP_DMA_ADAPTER;

typedef enum VIDEO_DEBUG_LEVEL {
	__msvc_enum
	Error = 0,
	Warn,
	Trace,
	Info
} VIDEO_DEBUG_LEVEL, *PVIDEO_DEBUG_LEVEL;

#if defined(DBG) && DBG
#define VideoDebugPrint(x) VideoPortDebugPrint x
#else
#define VideoDebugPrint(x)
#endif

/* VideoPortCreateEvent().EventFlag */
#define EVENT_TYPE_MASK 1
#define SYNCHRONIZATION_EVENT 0
#define NOTIFICATION_EVENT 1
#define INITIAL_EVENT_STATE_MASK 2
#define INITIAL_EVENT_NOT_SIGNALED 0
#define INITIAL_EVENT_SIGNALED 2

/* VIDEO_CHILD_ENUM_INFO.ACPIHwId, and the HwId of the adapter itself */
#define DISPLAY_ADAPTER_HW_ID 0xFFFFFFFF

#define VIDEO_INVALID_CHILD_ID 0xFFFFFFFF

/* VIDEO_ACCESS_RANGE.RangePassive */
#define VIDEO_RANGE_PASSIVE_DECODE 1
#define VIDEO_RANGE_10_BIT_DECODE 2

/* VideoPortGetDeviceBase().InIoSpace, a mask */
#define VIDEO_MEMORY_SPACE_MEMORY 0x00
#define VIDEO_MEMORY_SPACE_IO 0x01
#define VIDEO_MEMORY_SPACE_USER_MODE 0x02
#define VIDEO_MEMORY_SPACE_DENSE 0x04
#define VIDEO_MEMORY_SPACE_P6CACHE 0x08

/* VideoPortGetVgaStatus().VgaStatus */
#define DEVICE_VGA_ENABLED 1

/* VideoPortCheckForDeviceExistence().Flags */
#define CDE_USE_SUBSYSTEM_IDS 0x00000001
#define CDE_USE_REVISION 0x00000002

/* Bytes that one VideoPortDbgReportSecondaryData() takes at most */
#define VIDEO_DEBUG_REPORT_MAX_SIZE 0x8000

/* INTERFACE.Version of each service */
#define VIDEO_PORT_AGP_INTERFACE_VERSION_1 1
#define VIDEO_PORT_AGP_INTERFACE_VERSION_2 2
#define VIDEO_PORT_I2C_INTERFACE_VERSION_1 1
#define VIDEO_PORT_I2C_INTERFACE_VERSION_2 2
#define VIDEO_PORT_INT10_INTERFACE_VERSION_1 1
#define VIDEO_PORT_WCMEMORYPROTECTION_INTERFACE_VERSION_1 1
#define VIDEO_PORT_DEBUG_REPORT_INTERFACE_VERSION_1 1

/* What HwVidGetVideoChildDescriptor returns */
#define VIDEO_ENUM_MORE_DEVICES ERROR_CONTINUE
#define VIDEO_ENUM_NO_MORE_DEVICES ERROR_NO_MORE_DEVICES
#define VIDEO_ENUM_INVALID_DEVICE ERROR_INVALID_NAME

#define SIZE_OF_NT4_VIDEO_PORT_CONFIG_INFO \
	FIELD_OFFSET(VIDEO_PORT_CONFIG_INFO, Master)
#define SIZE_OF_WXP_VIDEO_PORT_CONFIG_INFO \
	sizeof(VIDEO_PORT_CONFIG_INFO)

#define SIZE_OF_NT4_VIDEO_HW_INITIALIZATION_DATA \
	FIELD_OFFSET(VIDEO_HW_INITIALIZATION_DATA, HwStartDma)
#define SIZE_OF_W2K_VIDEO_HW_INITIALIZATION_DATA \
	FIELD_OFFSET(VIDEO_HW_INITIALIZATION_DATA, Reserved)
#define SIZE_OF_WXP_VIDEO_HW_INITIALIZATION_DATA \
	(SIZE_OF_W2K_VIDEO_HW_INITIALIZATION_DATA + sizeof(ULONG))

typedef PVOID (NTAPI *PVIDEO_PORT_GET_PROC_ADDRESS)(PVOID HwDeviceExtension,
						    PUCHAR FunctionName);

typedef struct _VIDEO_PORT_CONFIG_INFO {
	ULONG Length;
	ULONG SystemIoBusNumber;
	INTERFACE_TYPE AdapterInterfaceType;
	ULONG BusInterruptLevel;
	ULONG BusInterruptVector;
	KINTERRUPT_MODE InterruptMode;
	ULONG NumEmulatorAccessEntries;
	PEMULATOR_ACCESS_ENTRY EmulatorAccessEntries;
	ULONG_PTR EmulatorAccessEntriesContext;
	PHYSICAL_ADDRESS VdmPhysicalVideoMemoryAddress;
	ULONG VdmPhysicalVideoMemoryLength;
	ULONG HardwareStateSize;
	ULONG DmaChannel;
	ULONG DmaPort;
	UCHAR DmaShareable;
	UCHAR InterruptShareable;
	BOOLEAN Master;
	DMA_WIDTH DmaWidth;
	DMA_SPEED DmaSpeed;
	BOOLEAN bMapBuffers;
	BOOLEAN NeedPhysicalAddresses;
	BOOLEAN DemandMode;
	ULONG MaximumTransferLength;
	ULONG NumberOfPhysicalBreaks;
	BOOLEAN ScatterGather;
	ULONG MaximumScatterGatherChunkSize;
	PVIDEO_PORT_GET_PROC_ADDRESS VideoPortGetProcAddress;
	PWSTR DriverRegistryPath;
	ULONGLONG SystemMemorySize;
} VIDEO_PORT_CONFIG_INFO, *PVIDEO_PORT_CONFIG_INFO;

typedef struct _VIDEO_ACCESS_RANGE {
	PHYSICAL_ADDRESS RangeStart;	/* as the bus sees it */
	ULONG RangeLength;		/* bytes */
	UCHAR RangeInIoSpace;
	UCHAR RangeVisible;
	UCHAR RangeShareable;
	UCHAR RangePassive;
} VIDEO_ACCESS_RANGE, *PVIDEO_ACCESS_RANGE;

typedef struct _VIDEO_CHILD_ENUM_INFO {
	ULONG Size;
	ULONG ChildDescriptorSize;
	ULONG ChildIndex;
	ULONG ACPIHwId;
	PVOID ChildHwDeviceExtension;
} VIDEO_CHILD_ENUM_INFO, *PVIDEO_CHILD_ENUM_INFO;

typedef enum _VIDEO_CHILD_TYPE {
	__msvc_enum
	Monitor = 1,
	NonPrimaryChip,
	VideoChip,
	Other
} VIDEO_CHILD_TYPE, *PVIDEO_CHILD_TYPE;

typedef struct _QUERY_INTERFACE {
	CONST GUID *InterfaceType;
	USHORT Size;
	USHORT Version;
	PINTERFACE Interface;
	PVOID InterfaceSpecificData;
} QUERY_INTERFACE, *PQUERY_INTERFACE;

typedef struct _STATUS_BLOCK {
	union {
		VP_STATUS Status;
		PVOID Pointer;
	};
	ULONG_PTR Information;
} STATUS_BLOCK, *PSTATUS_BLOCK;

typedef struct _VIDEO_REQUEST_PACKET {
	ULONG IoControlCode;
	PSTATUS_BLOCK StatusBlock;
	PVOID InputBuffer;
	ULONG InputBufferLength;
	PVOID OutputBuffer;
	ULONG OutputBufferLength;
} VIDEO_REQUEST_PACKET, *PVIDEO_REQUEST_PACKET;

typedef enum _HW_DMA_RETURN {
	__msvc_enum
	DmaAsyncReturn,
	DmaSyncReturn
} HW_DMA_RETURN, *PHW_DMA_RETURN;

typedef enum VIDEO_SYNCHRONIZE_PRIORITY {
	__msvc_enum
	VpLowPriority = 0,
	VpMediumPriority,
	VpHighPriority
} VIDEO_SYNCHRONIZE_PRIORITY, *PVIDEO_SYNCHRONIZE_PRIORITY;

typedef enum _VP_POOL_TYPE {
	__msvc_enum
	VpNonPagedPool = 0,
	VpPagedPool,
	VpNonPagedPoolCacheAligned = 4,
	VpPagedPoolCacheAligned
} VP_POOL_TYPE, *PVP_POOL_TYPE;

typedef enum _VP_LOCK_OPERATION {
	__msvc_enum
	VpReadAccess = 0,
	VpWriteAccess,
	VpModifyAccess
} VP_LOCK_OPERATION;

/**
 * struct _VP_DEVICE_DESCRIPTION - what a bus master can do
 * @ScatterGather: it takes a list of pieces
 * @Dma32BitAddresses: it drives 32 address bits
 * @Dma64BitAddresses: it drives 64 address bits; wins over the 32
 * @MaximumLength: bytes it handles in one operation, 0 for no limit; no limit
 *	for a common buffer
 *
 * A device that declares neither width gets memory within 24 bits.
 */
typedef struct _VP_DEVICE_DESCRIPTION {
	BOOLEAN ScatterGather;
	BOOLEAN Dma32BitAddresses;
	BOOLEAN Dma64BitAddresses;
	ULONG MaximumLength;
} VP_DEVICE_DESCRIPTION, *PVP_DEVICE_DESCRIPTION;

typedef struct _VIDEO_CHILD_STATE {
	ULONG Id;
	ULONG State;
} VIDEO_CHILD_STATE, *PVIDEO_CHILD_STATE;

typedef struct _VIDEO_CHILD_STATE_CONFIGURATION {
	ULONG Count;
	VIDEO_CHILD_STATE ChildStateArray[ANYSIZE_ARRAY];
} VIDEO_CHILD_STATE_CONFIGURATION, *PVIDEO_CHILD_STATE_CONFIGURATION;

typedef enum _VIDEO_DEVICE_DATA_TYPE {
	__msvc_enum
	VpMachineData = 0,
	VpCmosData,
	VpBusData,
	VpControllerData,
	VpMonitorData
} VIDEO_DEVICE_DATA_TYPE, *PVIDEO_DEVICE_DATA_TYPE;

typedef struct _VIDEO_HARDWARE_CONFIGURATION_DATA {
	INTERFACE_TYPE InterfaceType;
	ULONG BusNumber;
	USHORT Version;
	USHORT Revision;
	USHORT Irql;
	USHORT Vector;
	ULONG ControlBase;
	ULONG ControlSize;
	ULONG CursorBase;
	ULONG CursorSize;
	ULONG FrameBase;
	ULONG FrameSize;
} VIDEO_HARDWARE_CONFIGURATION_DATA, *PVIDEO_HARDWARE_CONFIGURATION_DATA;

typedef struct _VPOSVERSIONINFO {
	ULONG Size;
	ULONG MajorVersion;
	ULONG MinorVersion;
	ULONG BuildNumber;
	USHORT ServicePackMajor;
	USHORT ServicePackMinor;
} VPOSVERSIONINFO, *PVPOSVERSIONINFO;

/* The two wires of a monitor's I2C bus, written by the miniport */
typedef VOID (NTAPI *PVIDEO_WRITE_CLOCK_LINE)(PVOID HwDeviceExtension,
					      UCHAR Data);
typedef VOID (NTAPI *PVIDEO_WRITE_DATA_LINE)(PVOID HwDeviceExtension,
					     UCHAR Data);
typedef BOOLEAN (NTAPI *PVIDEO_READ_CLOCK_LINE)(PVOID HwDeviceExtension);
typedef BOOLEAN (NTAPI *PVIDEO_READ_DATA_LINE)(PVOID HwDeviceExtension);
typedef VOID (NTAPI *PVIDEO_WAIT_VSYNC_ACTIVE)(PVOID HwDeviceExtension);

typedef struct _I2C_CALLBACKS {
	PVIDEO_WRITE_CLOCK_LINE WriteClockLine;
	PVIDEO_WRITE_DATA_LINE WriteDataLine;
	PVIDEO_READ_CLOCK_LINE ReadClockLine;
	PVIDEO_READ_DATA_LINE ReadDataLine;
} I2C_CALLBACKS, *PI2C_CALLBACKS;

typedef struct _VIDEO_I2C_CONTROL {
	PVIDEO_WRITE_CLOCK_LINE WriteClockLine;
	PVIDEO_WRITE_DATA_LINE WriteDataLine;
	PVIDEO_READ_CLOCK_LINE ReadClockLine;
	PVIDEO_READ_DATA_LINE ReadDataLine;
	ULONG I2CDelay;			/* 100 ns units */
} VIDEO_I2C_CONTROL, *PVIDEO_I2C_CONTROL;

typedef struct _I2C_FNC_TABLE {
	ULONG Size;
	PVIDEO_WRITE_CLOCK_LINE WriteClockLine;
	PVIDEO_WRITE_DATA_LINE WriteDataLine;
	PVIDEO_READ_CLOCK_LINE ReadClockLine;
	PVIDEO_READ_DATA_LINE ReadDataLine;
	PVIDEO_WAIT_VSYNC_ACTIVE WaitVsync;
	PVOID Reserved;
} I2C_FNC_TABLE, *PI2C_FNC_TABLE;

typedef struct _DDC_CONTROL {
	ULONG Size;
	I2C_CALLBACKS I2CCallbacks;
	UCHAR EdidSegment;		/* of 256 bytes each */
} DDC_CONTROL, *PDDC_CONTROL;

typedef BOOLEAN (NTAPI *PI2C_START)(PVOID HwDeviceExtension,
				    PI2C_CALLBACKS I2CCallbacks);
typedef BOOLEAN (NTAPI *PI2C_STOP)(PVOID HwDeviceExtension,
				   PI2C_CALLBACKS I2CCallbacks);
typedef BOOLEAN (NTAPI *PI2C_WRITE)(PVOID HwDeviceExtension,
				    PI2C_CALLBACKS I2CCallbacks, PUCHAR Buffer,
				    ULONG Length);
typedef BOOLEAN (NTAPI *PI2C_READ)(PVOID HwDeviceExtension,
				   PI2C_CALLBACKS I2CCallbacks, PUCHAR Buffer,
				   ULONG Length);
typedef BOOLEAN (NTAPI *PI2C_START_2)(PVOID HwDeviceExtension,
				      PVIDEO_I2C_CONTROL I2CControl);
typedef BOOLEAN (NTAPI *PI2C_STOP_2)(PVOID HwDeviceExtension,
				     PVIDEO_I2C_CONTROL I2CControl);
typedef BOOLEAN (NTAPI *PI2C_WRITE_2)(PVOID HwDeviceExtension,
				      PVIDEO_I2C_CONTROL I2CControl,
				      PUCHAR Buffer, ULONG Length);
typedef BOOLEAN (NTAPI *PI2C_READ_2)(PVOID HwDeviceExtension,
				     PVIDEO_I2C_CONTROL I2CControl,
				     PUCHAR Buffer, ULONG Length,
				     BOOLEAN EndOfRead);

/* Services; each interface begins as INTERFACE does. */
typedef enum _VIDEO_PORT_SERVICES {
	__msvc_enum
	VideoPortServicesAGP = 1,
	VideoPortServicesI2C,
	VideoPortServicesHeadless,
	VideoPortServicesInt10,
	VideoPortServicesDebugReport,
	VideoPortServicesWCMemoryProtection
} VIDEO_PORT_SERVICES;

typedef struct _VIDEO_PORT_I2C_INTERFACE {
	USHORT Size;
	USHORT Version;
	PVOID Context;
	PINTERFACE_REFERENCE InterfaceReference;
	PINTERFACE_DEREFERENCE InterfaceDereference;
	PI2C_START I2CStart;
	PI2C_STOP I2CStop;
	PI2C_WRITE I2CWrite;
	PI2C_READ I2CRead;
} VIDEO_PORT_I2C_INTERFACE, *PVIDEO_PORT_I2C_INTERFACE;

typedef struct _VIDEO_PORT_I2C_INTERFACE_2 {
	USHORT Size;
	USHORT Version;
	PVOID Context;
	PINTERFACE_REFERENCE InterfaceReference;
	PINTERFACE_DEREFERENCE InterfaceDereference;
	PI2C_START_2 I2CStart;
	PI2C_STOP_2 I2CStop;
	PI2C_WRITE_2 I2CWrite;
	PI2C_READ_2 I2CRead;
} VIDEO_PORT_I2C_INTERFACE_2, *PVIDEO_PORT_I2C_INTERFACE_2;

typedef struct _VIDEO_PORT_DEBUG_REPORT_INTERFACE {
	USHORT Size;
	USHORT Version;
	PVOID Context;
	PINTERFACE_REFERENCE InterfaceReference;
	PINTERFACE_DEREFERENCE InterfaceDereference;
	PVIDEO_DEBUG_REPORT (*DbgReportCreate)(PVOID HwDeviceExtension,
					       ULONG ulCode, ULONG_PTR ulpArg1,
					       ULONG_PTR ulpArg2,
					       ULONG_PTR ulpArg3,
					       ULONG_PTR ulpArg4);
	BOOLEAN (*DbgReportSecondaryData)(PVIDEO_DEBUG_REPORT pReport,
					  PVOID pvData, ULONG ulDataSize);
	VOID (*DbgReportComplete)(PVIDEO_DEBUG_REPORT pReport);
} VIDEO_PORT_DEBUG_REPORT_INTERFACE, *PVIDEO_PORT_DEBUG_REPORT_INTERFACE;

/*
 * Services that are refused, for miniports that ask and go on without:
 * AGP, the video BIOS, protection of write-combined memory.
 */
typedef struct _VIDEO_PORT_AGP_INTERFACE {
	SHORT Size;
	SHORT Version;
	PVOID Context;
	PINTERFACE_REFERENCE InterfaceReference;
	PINTERFACE_DEREFERENCE InterfaceDereference;
	PAGP_RESERVE_PHYSICAL AgpReservePhysical;
	PAGP_RELEASE_PHYSICAL AgpReleasePhysical;
	PAGP_COMMIT_PHYSICAL AgpCommitPhysical;
	PAGP_FREE_PHYSICAL AgpFreePhysical;
	PAGP_RESERVE_VIRTUAL AgpReserveVirtual;
	PAGP_RELEASE_VIRTUAL AgpReleaseVirtual;
	PAGP_COMMIT_VIRTUAL AgpCommitVirtual;
	PAGP_FREE_VIRTUAL AgpFreeVirtual;
	ULONGLONG AgpAllocationLimit;
} VIDEO_PORT_AGP_INTERFACE, *PVIDEO_PORT_AGP_INTERFACE;

typedef struct _VIDEO_PORT_AGP_INTERFACE_2 {
	USHORT Size;
	USHORT Version;
	PVOID Context;
	PINTERFACE_REFERENCE InterfaceReference;
	PINTERFACE_DEREFERENCE InterfaceDereference;
	PAGP_RESERVE_PHYSICAL AgpReservePhysical;
	PAGP_RELEASE_PHYSICAL AgpReleasePhysical;
	PAGP_COMMIT_PHYSICAL AgpCommitPhysical;
	PAGP_FREE_PHYSICAL AgpFreePhysical;
	PAGP_RESERVE_VIRTUAL AgpReserveVirtual;
	PAGP_RELEASE_VIRTUAL AgpReleaseVirtual;
	PAGP_COMMIT_VIRTUAL AgpCommitVirtual;
	PAGP_FREE_VIRTUAL AgpFreeVirtual;
	ULONGLONG AgpAllocationLimit;
	PAGP_SET_RATE AgpSetRate;
} VIDEO_PORT_AGP_INTERFACE_2, *PVIDEO_PORT_AGP_INTERFACE_2;

typedef struct _INT10_BIOS_ARGUMENTS {
	ULONG Eax;
	ULONG Ebx;
	ULONG Ecx;
	ULONG Edx;
	ULONG Esi;
	ULONG Edi;
	ULONG Ebp;
	USHORT SegDs;
	USHORT SegEs;
} INT10_BIOS_ARGUMENTS, *PINT10_BIOS_ARGUMENTS;

typedef VP_STATUS (NTAPI *PINT10_CALL_BIOS)(PVOID Context,
					    PINT10_BIOS_ARGUMENTS BiosArguments);
typedef VP_STATUS (NTAPI *PINT10_ALLOCATE_BUFFER)(PVOID Context, PUSHORT Seg,
						  PUSHORT Off, PULONG Length);
typedef VP_STATUS (NTAPI *PINT10_FREE_BUFFER)(PVOID Context, USHORT Seg,
					      USHORT Off);
typedef VP_STATUS (NTAPI *PINT10_READ_MEMORY)(PVOID Context, USHORT Seg,
					      USHORT Off, PVOID Buffer,
					      ULONG Length);
typedef VP_STATUS (NTAPI *PINT10_WRITE_MEMORY)(PVOID Context, USHORT Seg,
					       USHORT Off, PVOID Buffer,
					       ULONG Length);

typedef struct _VIDEO_PORT_INT10_INTERFACE {
	USHORT Size;
	USHORT Version;
	PVOID Context;
	PINTERFACE_REFERENCE InterfaceReference;
	PINTERFACE_DEREFERENCE InterfaceDereference;
	PINT10_ALLOCATE_BUFFER Int10AllocateBuffer;
	PINT10_FREE_BUFFER Int10FreeBuffer;
	PINT10_READ_MEMORY Int10ReadMemory;
	PINT10_WRITE_MEMORY Int10WriteMemory;
	PINT10_CALL_BIOS Int10CallBios;
} VIDEO_PORT_INT10_INTERFACE, *PVIDEO_PORT_INT10_INTERFACE;

typedef VP_STATUS (NTAPI *PROTECT_WC_MEMORY)(PVOID Context,
					     PVOID HwDeviceExtension);
typedef VP_STATUS (NTAPI *RESTORE_WC_MEMORY)(PVOID Context,
					     PVOID HwDeviceExtension);

typedef struct _VIDEO_PORT_WCMEMORYPROTECTION_INTERFACE {
	USHORT Size;
	USHORT Version;
	PVOID Context;
	PINTERFACE_REFERENCE InterfaceReference;
	PINTERFACE_DEREFERENCE InterfaceDereference;
	PROTECT_WC_MEMORY VideoPortProtectWCMemory;
	RESTORE_WC_MEMORY VideoPortRestoreWCMemory;
} VIDEO_PORT_WCMEMORYPROTECTION_INTERFACE, *PVIDEO_PORT_WCMEMORYPROTECTION_INTERFACE;

typedef struct _VP_SCATTER_GATHER_ELEMENT {
	PHYSICAL_ADDRESS Address;
	ULONG Length;
	ULONG_PTR Reserved;
} VP_SCATTER_GATHER_ELEMENT, *PVP_SCATTER_GATHER_ELEMENT;

typedef struct _VP_SCATTER_GATHER_LIST {
	ULONG NumberOfElements;
	ULONG_PTR Reserved;
	VP_SCATTER_GATHER_ELEMENT Elements[];
} VP_SCATTER_GATHER_LIST, *PVP_SCATTER_GATHER_LIST;

typedef VOID (NTAPI *PEXECUTE_DMA)(PVOID HwDeviceExtension,
				   PVP_DMA_ADAPTER VpDmaAdapter,
				   PVP_SCATTER_GATHER_LIST SGList,
				   PVOID Context);

typedef VP_STATUS (NTAPI *PVIDEO_HW_FIND_ADAPTER)(PVOID HwDeviceExtension,
						  PVOID HwContext,
						  PWSTR ArgumentString,
						  PVIDEO_PORT_CONFIG_INFO ConfigInfo,
						  PUCHAR Again);
typedef BOOLEAN (NTAPI *PVIDEO_HW_INITIALIZE)(PVOID HwDeviceExtension);
typedef BOOLEAN (NTAPI *PVIDEO_HW_INTERRUPT)(PVOID HwDeviceExtension);
typedef BOOLEAN (NTAPI *PVIDEO_HW_START_IO)(PVOID HwDeviceExtension,
					    PVIDEO_REQUEST_PACKET RequestPacket);
typedef BOOLEAN (NTAPI *PVIDEO_HW_RESET_HW)(PVOID HwDeviceExtension,
					    ULONG Columns, ULONG Rows);
typedef VOID (NTAPI *PVIDEO_HW_TIMER)(PVOID HwDeviceExtension);
typedef HW_DMA_RETURN (NTAPI *PVIDEO_HW_START_DMA)(PVOID HwDeviceExtension,
						   PDMA pDma);
typedef VP_STATUS (NTAPI *PVIDEO_HW_POWER_SET)(PVOID HwDeviceExtension,
					       ULONG HwId,
					       PVIDEO_POWER_MANAGEMENT VideoPowerControl);
typedef VP_STATUS (NTAPI *PVIDEO_HW_POWER_GET)(PVOID HwDeviceExtension,
					       ULONG HwId,
					       PVIDEO_POWER_MANAGEMENT VideoPowerControl);
typedef VP_STATUS (NTAPI *PVIDEO_HW_GET_CHILD_DESCRIPTOR)(PVOID HwDeviceExtension,
							  PVIDEO_CHILD_ENUM_INFO ChildEnumInfo,
							  PVIDEO_CHILD_TYPE VideoChildType,
							  PUCHAR pChildDescriptor,
							  PULONG UId, PULONG pUnused);
typedef VP_STATUS (NTAPI *PVIDEO_HW_QUERY_INTERFACE)(PVOID HwDeviceExtension,
						     PQUERY_INTERFACE QueryInterface);
typedef VOID (NTAPI *PVIDEO_HW_LEGACYRESOURCES)(ULONG VendorId, ULONG DeviceId,
						PVIDEO_ACCESS_RANGE *LegacyResourceList,
						PULONG LegacyResourceCount);
typedef VP_STATUS (NTAPI *PMINIPORT_GET_REGISTRY_ROUTINE)(PVOID HwDeviceExtension,
							  PVOID Context,
							  PWSTR ValueName,
							  PVOID ValueData,
							  ULONG ValueLength);
typedef VP_STATUS (NTAPI *PMINIPORT_QUERY_DEVICE_ROUTINE)(PVOID HwDeviceExtension,
							   PVOID Context,
							   VIDEO_DEVICE_DATA_TYPE DeviceDataType,
							   PVOID Identifier,
							   ULONG IdentifierLength,
							   PVOID ConfigurationData,
							   ULONG ConfigurationDataLength,
							   PVOID ComponentInformation,
							   ULONG ComponentInformationLength);
typedef VOID (NTAPI *PMINIPORT_DPC_ROUTINE)(PVOID HwDeviceExtension,
					    PVOID Context);
typedef BOOLEAN (NTAPI *PMINIPORT_SYNCHRONIZE_ROUTINE)(PVOID Context);

/* Of VGA emulation, which is not there: a table of them may stand in a source. */
typedef struct _VIDEO_X86_BIOS_ARGUMENTS {
	ULONG Eax;
	ULONG Ebx;
	ULONG Ecx;
	ULONG Edx;
	ULONG Esi;
	ULONG Edi;
	ULONG Ebp;
} VIDEO_X86_BIOS_ARGUMENTS, *PVIDEO_X86_BIOS_ARGUMENTS;

typedef VP_STATUS (NTAPI *PDRIVER_IO_PORT_UCHAR)(ULONG_PTR Context, ULONG Port,
						UCHAR AccessMode, PUCHAR Data);
typedef VP_STATUS (NTAPI *PDRIVER_IO_PORT_UCHAR_STRING)(ULONG_PTR Context,
						       ULONG Port,
						       UCHAR AccessMode,
						       PUCHAR Data,
						       ULONG DataLength);
typedef VP_STATUS (NTAPI *PDRIVER_IO_PORT_USHORT)(ULONG_PTR Context, ULONG Port,
						UCHAR AccessMode, PUSHORT Data);
typedef VP_STATUS (NTAPI *PDRIVER_IO_PORT_USHORT_STRING)(ULONG_PTR Context,
						       ULONG Port,
						       UCHAR AccessMode,
						       PUSHORT Data,
						       ULONG DataLength);
typedef VP_STATUS (NTAPI *PDRIVER_IO_PORT_ULONG)(ULONG_PTR Context, ULONG Port,
						UCHAR AccessMode, PULONG Data);
typedef VP_STATUS (NTAPI *PDRIVER_IO_PORT_ULONG_STRING)(ULONG_PTR Context,
						       ULONG Port,
						       UCHAR AccessMode,
						       PULONG Data,
						       ULONG DataLength);

typedef struct _VIDEO_HW_INITIALIZATION_DATA {
	ULONG HwInitDataSize;
	INTERFACE_TYPE AdapterInterfaceType;
	PVIDEO_HW_FIND_ADAPTER HwFindAdapter;
	PVIDEO_HW_INITIALIZE HwInitialize;
	PVIDEO_HW_INTERRUPT HwInterrupt;
	PVIDEO_HW_START_IO HwStartIO;
	ULONG HwDeviceExtensionSize;
	ULONG StartingDeviceNumber;
	PVIDEO_HW_RESET_HW HwResetHw;
	PVIDEO_HW_TIMER HwTimer;
	PVIDEO_HW_START_DMA HwStartDma;
	PVIDEO_HW_POWER_SET HwSetPowerState;
	PVIDEO_HW_POWER_GET HwGetPowerState;
	PVIDEO_HW_GET_CHILD_DESCRIPTOR HwGetVideoChildDescriptor;
	PVIDEO_HW_QUERY_INTERFACE HwQueryInterface;
	ULONG HwChildDeviceExtensionSize;
	PVIDEO_ACCESS_RANGE HwLegacyResourceList;
	ULONG HwLegacyResourceCount;
	PVIDEO_HW_LEGACYRESOURCES HwGetLegacyResources;
	BOOLEAN AllowEarlyEnumeration;
	ULONG Reserved;
} VIDEO_HW_INITIALIZATION_DATA, *PVIDEO_HW_INITIALIZATION_DATA;

/**
 * DriverEntry() - a miniport's first routine, written by the miniport
 * @Context1: to be handed on to VideoPortInitialize()
 * @Context2: to be handed on to VideoPortInitialize()
 *
 * Context: PASSIVE, once when the module is loaded.
 * Return: NO_ERROR or what VideoPortInitialize() returned.
 */
ULONG NTAPI DriverEntry(PVOID Context1, PVOID Context2);

/*
 * A miniport's life (adapter.c)
 */

/**
 * VideoPortInitialize() - register a miniport's entry points
 * @Argument1: DriverEntry's first argument
 * @Argument2: DriverEntry's second argument
 * @HwInitializationData: entry points and sizes; copied
 * @HwContext: handed to HwVidFindAdapter
 *
 * May be called more than once from DriverEntry. Each device tries the
 * registrations in order until one's HwVidFindAdapter succeeds.
 *
 * Context: PASSIVE, from DriverEntry only.
 * Return: NO_ERROR; ERROR_DEV_NOT_EXIST for an AdapterInterfaceType other than
 * PCIBus and 0; ERROR_INVALID_PARAMETER where a required field is missing,
 * HwInitDataSize is none of the DDK's, or DriverEntry has returned;
 * ERROR_NOT_ENOUGH_MEMORY.
 */
ULONG NTAPI VideoPortInitialize(PVOID Argument1, PVOID Argument2,
				PVIDEO_HW_INITIALIZATION_DATA HwInitializationData,
				PVOID HwContext);

/*
 * The four steps (dma.c)
 */

/**
 * VideoPortGetDmaAdapter() - step 1: get an adapter object
 * @HwDeviceExtension: the caller's device extension
 * @VpDeviceDescription: what the bus master can do
 *
 * Linux: dma_set_mask(). Each adapter's buffers keep to its own width, though
 * adapters of several widths live on one device.
 *
 * Context: PASSIVE.
 * Return: an opaque handle, or NULL, with one warning, where the platform
 * cannot address memory so, an argument is NULL, or IRQL is raised.
 */
PVP_DMA_ADAPTER NTAPI VideoPortGetDmaAdapter(PVOID HwDeviceExtension,
					     PVP_DEVICE_DESCRIPTION VpDeviceDescription);

/**
 * VideoPortPutDmaAdapter() - step 4: discard an adapter object
 * @HwDeviceExtension: the caller's device extension
 * @VpDmaAdapter: what VideoPortGetDmaAdapter() returned
 *
 * Buffers still allocated are reported with the place that allocated them and
 * freed once the device can no longer reach memory. The call is optional.
 *
 * Context: PASSIVE. A second put, or any use after it, is refused with a
 * warning.
 */
VOID NTAPI VideoPortPutDmaAdapter(PVOID HwDeviceExtension,
				  PVP_DMA_ADAPTER VpDmaAdapter);

/**
 * VideoPortAllocateCommonBuffer() - step 2: memory that device and processor
 * share
 * @HwDeviceExtension: the caller's device extension
 * @VpDmaAdapter: what VideoPortGetDmaAdapter() returned
 * @DesiredLength: bytes, not 0
 * @LogicalAddress: where the device's address of the buffer goes
 * @CacheEnabled: has no effect: where DMA is coherent the memory is cached
 * @Reserved: has no effect
 *
 * Linux: dma_alloc_coherent(). The buffer is zeroed and contiguous in the
 * device's view.
 *
 * Context: PASSIVE.
 * Return: the buffer's address for the processor, or NULL with one warning.
 */
PVOID NTAPI VideoPortAllocateCommonBuffer(PVOID HwDeviceExtension,
					  PVP_DMA_ADAPTER VpDmaAdapter,
					  ULONG DesiredLength,
					  PPHYSICAL_ADDRESS LogicalAddress,
					  BOOLEAN CacheEnabled, PVOID Reserved);

/**
 * VideoPortReleaseCommonBuffer() - step 3: give a common buffer back
 * @HwDeviceExtension: the caller's device extension
 * @VpDmaAdapter: the adapter that it was allocated with
 * @Length: the length that it was allocated with
 * @LogicalAddress: the device's address
 * @VirtualAddress: the processor's address
 * @CacheEnabled: what it was allocated with
 *
 * Linux: dma_free_coherent(). An argument that differs from allocation's is
 * refused with one warning that names both, and the buffer stays whole.
 *
 * Context: PASSIVE.
 */
VOID NTAPI VideoPortReleaseCommonBuffer(PVOID HwDeviceExtension,
					PVP_DMA_ADAPTER VpDmaAdapter,
					ULONG Length,
					PHYSICAL_ADDRESS LogicalAddress,
					PVOID VirtualAddress,
					BOOLEAN CacheEnabled);

/*
 * The pair that came before the four steps (dma.c)
 */

/**
 * VideoPortGetCommonBuffer() - memory that device and processor share, obsolete
 * @HwDeviceExtension: the caller's device extension
 * @DesiredLength: bytes, not 0
 * @Alignment: 0 or a power of two up to a page; always met
 * @LogicalAddress: where the device's address of the buffer goes
 * @pActualLength: NULL, or where @DesiredLength goes; 0 on failure
 * @CacheEnabled: as for VideoPortAllocateCommonBuffer()
 *
 * A common buffer like any other, for a device that drives 32 address bits.
 *
 * Context: PASSIVE.
 * Return: the buffer's address for the processor, or NULL with one warning.
 */
PVOID NTAPI VideoPortGetCommonBuffer(PVOID HwDeviceExtension,
				     ULONG DesiredLength, ULONG Alignment,
				     PPHYSICAL_ADDRESS LogicalAddress,
				     PULONG pActualLength,
				     BOOLEAN CacheEnabled);

/**
 * VideoPortFreeCommonBuffer() - give that buffer back
 * @HwDeviceExtension: the caller's device extension
 * @Length: the length that it was allocated with
 * @VirtualAddress: the processor's address
 * @LogicalAddress: the device's address
 * @CacheEnabled: what it was allocated with
 *
 * What differs is refused as by VideoPortReleaseCommonBuffer(), a buffer of the
 * four steps among it.
 *
 * Context: PASSIVE.
 */
VOID NTAPI VideoPortFreeCommonBuffer(PVOID HwDeviceExtension, ULONG Length,
				     PVOID VirtualAddress,
				     PHYSICAL_ADDRESS LogicalAddress,
				     BOOLEAN CacheEnabled);

/*
 * DMA to and from memory that is already there (mdl.c, packet.c)
 */

/**
 * VideoPortLockBuffer() - keep memory in its place for the device
 * @HwDeviceExtension: the caller's device extension
 * @BaseAddress: of pool or of a request's buffer, or an address of the program
 *	whose request the miniport is serving
 * @Length: bytes, not 0
 * @Operation: VpReadAccess where the device only reads
 *
 * Linux: pin_user_pages_fast() for a program's memory, which counts against its
 * limit of locked memory. What is freed while it is locked, a request's buffer
 * by its end, is kept until it is unlocked, with one warning.
 *
 * Context: PASSIVE.
 * Return: a handle for VideoPortStartDma(), not to be followed as a pointer; or
 * NULL with one warning.
 */
PVOID NTAPI VideoPortLockBuffer(PVOID HwDeviceExtension, PVOID BaseAddress,
				ULONG Length, VP_LOCK_OPERATION Operation);

/**
 * VideoPortUnLockBuffer() - let it go
 * @HwDeviceExtension: the caller's device extension
 * @Mdl: what VideoPortLockBuffer() returned
 *
 * Anything else, a second unlock, and an unlock while a transfer was not
 * completed are refused with one warning. What a miniport leaves locked is
 * unlocked on removal.
 *
 * Context: PASSIVE.
 */
VOID NTAPI VideoPortUnLockBuffer(PVOID HwDeviceExtension, PVOID Mdl);

/* As Microsoft's header and its documentation spell it, by turns */
#define VideoPortUnlockBuffer VideoPortUnLockBuffer

/**
 * VideoPortStartDma() - hand a part of a locked buffer to the device
 * @HwDeviceExtension: the caller's device extension
 * @VpDmaAdapter: what VideoPortGetDmaAdapter() returned
 * @Mdl: what VideoPortLockBuffer() returned
 * @Offset: where the part begins in the buffer
 * @pLength: bytes, not 0; then the bytes that this transfer covers, set before
 *	@ExecuteDmaRoutine is called
 * @ExecuteDmaRoutine: HwVidExecuteDma, called once, at DISPATCH, with the list
 *	of pieces
 * @Context: for @ExecuteDmaRoutine
 * @WriteToDevice: TRUE where the device reads the buffer
 *
 * A transfer covers less than was asked for where MaximumLength says so, and
 * where the device can't scatter: it then ends with the first contiguous piece.
 * The miniport starts the next one behind it.
 *
 * Linux: dma_map_sgtable(). Pieces beyond the adapter's width are copied.
 *
 * Context: up to DISPATCH; at DISPATCH nothing can be copied, and on a
 * PREEMPT_RT kernel it is refused.
 * Return: NO_ERROR; ERROR_NOT_ENOUGH_MEMORY; with one warning
 * ERROR_INVALID_PARAMETER, or ERROR_INVALID_FUNCTION at raised IRQL.
 */
VP_STATUS NTAPI VideoPortStartDma(PVOID HwDeviceExtension,
				  PVP_DMA_ADAPTER VpDmaAdapter, PVOID Mdl,
				  ULONG Offset, PULONG pLength,
				  PEXECUTE_DMA ExecuteDmaRoutine,
				  PVOID Context, BOOLEAN WriteToDevice);

/**
 * VideoPortCompleteDma() - the device is done with the transfer
 * @HwDeviceExtension: the caller's device extension
 * @VpDmaAdapter: the adapter that it was started with
 * @VpScatterGather: the list that HwVidExecuteDma was given
 * @WriteToDevice: what it was started with
 *
 * On return the buffer holds what the device wrote, and the list is gone.
 *
 * Context: up to DISPATCH.
 * Return: NO_ERROR; ERROR_INVALID_PARAMETER, with one warning, for a list that
 * is not out or an argument that differs; ERROR_INVALID_FUNCTION at raised IRQL.
 */
VP_STATUS NTAPI VideoPortCompleteDma(PVOID HwDeviceExtension,
				     PVP_DMA_ADAPTER VpDmaAdapter,
				     PVP_SCATTER_GATHER_LIST VpScatterGather,
				     BOOLEAN WriteToDevice);

/**
 * VideoPortSetBytesUsed() - say how much of a locked buffer was written
 * @HwDeviceExtension: the caller's device extension
 * @pDma: what VideoPortLockBuffer() returned
 * @BytesUsed: from its start; up to its length, which it is without this call
 *
 * Pages of a program behind that are not marked as written when unlocked.
 *
 * Context: any. Refused with one warning where an argument is wrong.
 */
VOID NTAPI VideoPortSetBytesUsed(PVOID HwDeviceExtension, PDMA pDma,
				 ULONG BytesUsed);

/**
 * VideoPortGetBytesUsed() - how much that is
 * @HwDeviceExtension: the caller's device extension
 * @pDma: what VideoPortLockBuffer() returned
 *
 * Context: any.
 * Return: bytes; 0, with one warning, for what is no locked buffer.
 */
ULONG NTAPI VideoPortGetBytesUsed(PVOID HwDeviceExtension, PDMA pDma);

/*
 * The device's resources (resource.c)
 */

/**
 * VideoPortGetAccessRanges() - the function's memory and port ranges
 * @HwDeviceExtension: the caller's device extension
 * @NumRequestedResources: entries in @RequestedResources
 * @RequestedResources: no effect: the kernel has assigned the resources
 * @NumAccessRanges: entries in @AccessRanges
 * @AccessRanges: filled in the order of the base address registers, packed,
 *	rest zeroed
 * @VendorId: NULL, or a USHORT that the function's vendor must match
 * @DeviceId: NULL, or a USHORT that the function's device must match
 * @Slot: NULL, or where the PCI slot number goes
 *
 * Context: PASSIVE, usually from HwVidFindAdapter.
 * Return: NO_ERROR; ERROR_DEV_NOT_EXIST where an ID differs; ERROR_MORE_DATA
 * if the function has more than @NumAccessRanges; ERROR_INVALID_PARAMETER.
 */
VP_STATUS NTAPI VideoPortGetAccessRanges(PVOID HwDeviceExtension,
					 ULONG NumRequestedResources,
					 PIO_RESOURCE_DESCRIPTOR RequestedResources,
					 ULONG NumAccessRanges,
					 PVIDEO_ACCESS_RANGE AccessRanges,
					 PVOID VendorId, PVOID DeviceId,
					 PULONG Slot);

/**
 * VideoPortGetDeviceBase() - map a part of an access range
 * @HwDeviceExtension: the caller's device extension
 * @IoAddress: as the bus sees it, inside one access range
 * @NumberOfUchars: bytes
 * @InIoSpace: VIDEO_MEMORY_SPACE_*: with IO it is a range of ports; with
 *	P6CACHE memory is mapped write-combined; USER_MODE is refused
 *
 * Context: PASSIVE.
 * Return: an address for VideoPortReadRegister*() and so on, or, with IO, for
 * VideoPortReadPort*() and so on; NULL with a warning where the range is not
 * the device's own or cannot be mapped.
 */
PVOID NTAPI VideoPortGetDeviceBase(PVOID HwDeviceExtension,
				   PHYSICAL_ADDRESS IoAddress,
				   ULONG NumberOfUchars, UCHAR InIoSpace);

/**
 * VideoPortFreeDeviceBase() - unmap what VideoPortGetDeviceBase() mapped
 * @HwDeviceExtension: the caller's device extension
 * @MappedAddress: what it returned; anything else is refused with a warning
 *
 * Context: PASSIVE. What a miniport leaves mapped is unmapped on removal.
 */
VOID NTAPI VideoPortFreeDeviceBase(PVOID HwDeviceExtension,
				   PVOID MappedAddress);

/**
 * VideoPortVerifyAccessRanges() - claim the ranges that the miniport will use
 * @HwDeviceExtension: the caller's device extension
 * @NumAccessRanges: entries in @AccessRanges
 * @AccessRanges: each inside one of the function's own ranges
 *
 * The ranges of VGA are nobody's own and are refused.
 *
 * Context: PASSIVE, usually from HwVidFindAdapter.
 * Return: NO_ERROR, or ERROR_INVALID_PARAMETER with a warning that names the
 * range.
 */
VP_STATUS NTAPI VideoPortVerifyAccessRanges(PVOID HwDeviceExtension,
					    ULONG NumAccessRanges,
					    PVIDEO_ACCESS_RANGE AccessRanges);

/**
 * VideoPortMapMemory() - map a part of an access range
 * @HwDeviceExtension: the caller's device extension
 * @PhysicalAddress: as the bus sees it, inside one access range
 * @Length: bytes; 0 on failure
 * @InIoSpace: VIDEO_MEMORY_SPACE_* as for VideoPortGetDeviceBase(), or with
 *	USER_MODE for the program whose request is served; becomes whether
 *	@VirtualAddress is a port
 * @VirtualAddress: where the address goes, NULL on failure; on the way in, with
 *	USER_MODE, any process handle: it is always the program that asked
 *
 * Context: PASSIVE.
 * Return: NO_ERROR or ERROR_INVALID_PARAMETER.
 */
VP_STATUS NTAPI VideoPortMapMemory(PVOID HwDeviceExtension,
				   PHYSICAL_ADDRESS PhysicalAddress,
				   PULONG Length, PULONG InIoSpace,
				   PVOID *VirtualAddress);

/**
 * VideoPortUnmapMemory() - unmap what VideoPortMapMemory() mapped
 * @HwDeviceExtension: the caller's device extension
 * @VirtualAddress: its address
 * @ProcessHandle: NULL for the miniport's own mapping, else for a program's
 *
 * Context: PASSIVE. What a miniport leaves mapped is unmapped on removal.
 * Return: NO_ERROR, or ERROR_INVALID_PARAMETER for what is not mapped.
 */
VP_STATUS NTAPI VideoPortUnmapMemory(PVOID HwDeviceExtension,
				     PVOID VirtualAddress,
				     HANDLE ProcessHandle);

/**
 * VideoPortGetBusData() - read the function's configuration space
 * @HwDeviceExtension: the caller's device extension
 * @BusDataType: PCIConfiguration
 * @SlotNumber: no effect: always the caller's own function
 * @Buffer: where the bytes go
 * @Offset: first byte
 * @Length: how many
 *
 * Context: PASSIVE.
 * Return: bytes read: less than @Length past the end, 0 for another type of
 * bus data.
 */
ULONG NTAPI VideoPortGetBusData(PVOID HwDeviceExtension,
				BUS_DATA_TYPE BusDataType, ULONG SlotNumber,
				PVOID Buffer, ULONG Offset, ULONG Length);

/**
 * VideoPortSetBusData() - write the function's configuration space
 * @HwDeviceExtension: the caller's device extension
 * @BusDataType: PCIConfiguration
 * @SlotNumber: no effect: always the caller's own function
 * @Buffer: what is written
 * @Offset: first byte
 * @Length: how many
 *
 * Context: PASSIVE.
 * Return: bytes written, as for VideoPortGetBusData().
 */
ULONG NTAPI VideoPortSetBusData(PVOID HwDeviceExtension,
				BUS_DATA_TYPE BusDataType, ULONG SlotNumber,
				PVOID Buffer, ULONG Offset, ULONG Length);

/*
 * The expansion ROM (rom.c)
 */

/**
 * VideoPortGetRomImage() - copy the function's expansion ROM
 * @HwDeviceExtension: the caller's device extension
 * @Unused1: no effect
 * @Unused2: no effect
 * @Length: bytes; 0 only frees
 *
 * Each call frees the copy that the one before returned.
 *
 * Context: PASSIVE.
 * Return: the copy, with zeros past the image's end; NULL if there is no ROM, it
 * has less room than @Length, or there is no memory.
 */
PVOID NTAPI VideoPortGetRomImage(PVOID HwDeviceExtension, PVOID Unused1,
				 ULONG Unused2, ULONG Length);

/**
 * VideoPortScanRom() - look for a text in a ROM
 * @HwDeviceExtension: the caller's device extension
 * @RomBase: from VideoPortGetRomImage() or VideoPortGetDeviceBase()
 * @RomLength: bytes
 * @String: the text
 *
 * Context: any.
 * Return: TRUE if it is there; a text of no length never is.
 */
BOOLEAN NTAPI VideoPortScanRom(PVOID HwDeviceExtension, PUCHAR RomBase,
			       ULONG RomLength, PUCHAR String);

/*
 * Device registers (registers.c). Never relaxed: they are ordered against
 * each other and against memory, common buffers among it.
 */

/**
 * VideoPortReadRegisterUchar() - read 8 bits of device memory
 * @Register: mapped by VideoPortGetDeviceBase()
 *
 * Context: any.
 * Return: the value.
 */
UCHAR NTAPI VideoPortReadRegisterUchar(PUCHAR Register);

/**
 * VideoPortReadRegisterUshort() - read 16 bits of device memory
 * @Register: mapped by VideoPortGetDeviceBase(), aligned
 *
 * Context: any.
 * Return: the value.
 */
USHORT NTAPI VideoPortReadRegisterUshort(PUSHORT Register);

/**
 * VideoPortReadRegisterUlong() - read 32 bits of device memory
 * @Register: mapped by VideoPortGetDeviceBase(), aligned
 *
 * Context: any.
 * Return: the value.
 */
ULONG NTAPI VideoPortReadRegisterUlong(PULONG Register);

/**
 * VideoPortWriteRegisterUchar() - write 8 bits of device memory
 * @Register: mapped by VideoPortGetDeviceBase()
 * @Value: what to write
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWriteRegisterUchar(PUCHAR Register, UCHAR Value);

/**
 * VideoPortWriteRegisterUshort() - write 16 bits of device memory
 * @Register: mapped by VideoPortGetDeviceBase(), aligned
 * @Value: what to write
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWriteRegisterUshort(PUSHORT Register, USHORT Value);

/**
 * VideoPortWriteRegisterUlong() - write 32 bits of device memory
 * @Register: mapped by VideoPortGetDeviceBase(), aligned
 * @Value: what to write
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWriteRegisterUlong(PULONG Register, ULONG Value);

/**
 * VideoPortReadRegisterBufferUchar() - read 8-bit registers in a row
 * @Register: the first, mapped by VideoPortGetDeviceBase()
 * @Buffer: where the values go
 * @Count: how many
 *
 * Context: any.
 */
VOID NTAPI VideoPortReadRegisterBufferUchar(PUCHAR Register, PUCHAR Buffer,
					    ULONG Count);

/**
 * VideoPortReadRegisterBufferUshort() - read 16-bit registers in a row
 * @Register: the first, mapped by VideoPortGetDeviceBase(), aligned
 * @Buffer: where the values go
 * @Count: how many
 *
 * Context: any.
 */
VOID NTAPI VideoPortReadRegisterBufferUshort(PUSHORT Register, PUSHORT Buffer,
					     ULONG Count);

/**
 * VideoPortReadRegisterBufferUlong() - read 32-bit registers in a row
 * @Register: the first, mapped by VideoPortGetDeviceBase(), aligned
 * @Buffer: where the values go
 * @Count: how many
 *
 * Context: any.
 */
VOID NTAPI VideoPortReadRegisterBufferUlong(PULONG Register, PULONG Buffer,
					    ULONG Count);

/**
 * VideoPortWriteRegisterBufferUchar() - write 8-bit registers in a row
 * @Register: the first, mapped by VideoPortGetDeviceBase()
 * @Buffer: what to write
 * @Count: how many
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWriteRegisterBufferUchar(PUCHAR Register, PUCHAR Buffer,
					     ULONG Count);

/**
 * VideoPortWriteRegisterBufferUshort() - write 16-bit registers in a row
 * @Register: the first, mapped by VideoPortGetDeviceBase(), aligned
 * @Buffer: what to write
 * @Count: how many
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWriteRegisterBufferUshort(PUSHORT Register, PUSHORT Buffer,
					      ULONG Count);

/**
 * VideoPortWriteRegisterBufferUlong() - write 32-bit registers in a row
 * @Register: the first, mapped by VideoPortGetDeviceBase(), aligned
 * @Buffer: what to write
 * @Count: how many
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWriteRegisterBufferUlong(PULONG Register, PULONG Buffer,
					     ULONG Count);

/**
 * VideoPortZeroDeviceMemory() - fill device memory with zeros
 * @Destination: where, mapped by VideoPortGetDeviceBase()
 * @Length: bytes
 *
 * Context: any.
 */
VOID NTAPI VideoPortZeroDeviceMemory(PVOID Destination, ULONG Length);

/*
 * Ports (ports.c). Ordered as registers are. Where a bus maps a range of ports
 * into memory, the same functions reach it.
 */

/**
 * VideoPortReadPortUchar() - read 8 bits from a port
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 *
 * Context: any.
 * Return: the value.
 */
UCHAR NTAPI VideoPortReadPortUchar(PUCHAR Port);

/**
 * VideoPortReadPortUshort() - read 16 bits from a port
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 *
 * Context: any.
 * Return: the value.
 */
USHORT NTAPI VideoPortReadPortUshort(PUSHORT Port);

/**
 * VideoPortReadPortUlong() - read 32 bits from a port
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 *
 * Context: any.
 * Return: the value.
 */
ULONG NTAPI VideoPortReadPortUlong(PULONG Port);

/**
 * VideoPortWritePortUchar() - write 8 bits to a port
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Value: what to write
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWritePortUchar(PUCHAR Port, UCHAR Value);

/**
 * VideoPortWritePortUshort() - write 16 bits to a port
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Value: what to write
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWritePortUshort(PUSHORT Port, USHORT Value);

/**
 * VideoPortWritePortUlong() - write 32 bits to a port
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Value: what to write
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWritePortUlong(PULONG Port, ULONG Value);

/**
 * VideoPortReadPortBufferUchar() - read 8 bits from one port, repeatedly
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Buffer: where the values go
 * @Count: how many
 *
 * Context: any.
 */
VOID NTAPI VideoPortReadPortBufferUchar(PUCHAR Port, PUCHAR Buffer,
					ULONG Count);

/**
 * VideoPortReadPortBufferUshort() - read 16 bits from one port, repeatedly
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Buffer: where the values go
 * @Count: how many
 *
 * Context: any.
 */
VOID NTAPI VideoPortReadPortBufferUshort(PUSHORT Port, PUSHORT Buffer,
					 ULONG Count);

/**
 * VideoPortReadPortBufferUlong() - read 32 bits from one port, repeatedly
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Buffer: where the values go
 * @Count: how many
 *
 * Context: any.
 */
VOID NTAPI VideoPortReadPortBufferUlong(PULONG Port, PULONG Buffer,
					ULONG Count);

/**
 * VideoPortWritePortBufferUchar() - write 8 bits to one port, repeatedly
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Buffer: what to write
 * @Count: how many
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWritePortBufferUchar(PUCHAR Port, PUCHAR Buffer,
					 ULONG Count);

/**
 * VideoPortWritePortBufferUshort() - write 16 bits to one port, repeatedly
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Buffer: what to write
 * @Count: how many
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWritePortBufferUshort(PUSHORT Port, PUSHORT Buffer,
					  ULONG Count);

/**
 * VideoPortWritePortBufferUlong() - write 32 bits to one port, repeatedly
 * @Port: mapped by VideoPortGetDeviceBase() with VIDEO_MEMORY_SPACE_IO
 * @Buffer: what to write
 * @Count: how many
 *
 * Context: any. Earlier writes to memory are visible to the device first.
 */
VOID NTAPI VideoPortWritePortBufferUlong(PULONG Port, PULONG Buffer,
					 ULONG Count);

/*
 * Interrupt, DPC, IRQL (interrupt.c, irql.c)
 */

/**
 * VideoPortGetCurrentIrql() - how far the running code may go
 *
 * DIRQL (3) in HwVidInterrupt and synchronized execution; DISPATCH (2) in a
 * DPC, in HwVidTimer, under a spin lock and in the ring's fast calls; PASSIVE
 * (0) elsewhere.
 *
 * Context: any.
 * Return: the IRQL.
 */
UCHAR NTAPI VideoPortGetCurrentIrql(void);

/**
 * VideoPortQueueDpc() - have a routine run at DISPATCH
 * @HwDeviceExtension: the caller's device extension
 * @CallbackRoutine: the routine
 * @Context: handed to it
 *
 * A device has one DPC, as on Windows.
 *
 * Context: any.
 * Return: TRUE, or FALSE if the DPC is queued already or the device is gone.
 */
BOOLEAN NTAPI VideoPortQueueDpc(PVOID HwDeviceExtension,
				PMINIPORT_DPC_ROUTINE CallbackRoutine,
				PVOID Context);

/**
 * VideoPortDisableInterrupt() - have HwVidInterrupt called no more
 * @HwDeviceExtension: the caller's device extension
 *
 * Context: PASSIVE. HwVidInterrupt does not run on return.
 * Return: NO_ERROR, also if it was disabled before; ERROR_INVALID_FUNCTION
 * where no interrupt is connected, as in HwVidFindAdapter.
 */
VP_STATUS NTAPI VideoPortDisableInterrupt(PVOID HwDeviceExtension);

/**
 * VideoPortEnableInterrupt() - have HwVidInterrupt called again
 * @HwDeviceExtension: the caller's device extension
 *
 * Interrupts are enabled when the device is started.
 *
 * Context: PASSIVE.
 * Return: as VideoPortDisableInterrupt().
 */
VP_STATUS NTAPI VideoPortEnableInterrupt(PVOID HwDeviceExtension);

/**
 * VideoPortSynchronizeExecution() - run a routine that HwVidInterrupt cannot
 * interrupt
 * @HwDeviceExtension: the caller's device extension
 * @Priority: VpHighPriority against the interrupt; VpMediumPriority the same
 *	where the device has one, as on Windows; VpLowPriority at the caller's
 *	IRQL
 * @SynchronizeRoutine: the routine
 * @Context: handed to it
 *
 * Context: DISPATCH or below; in HwVidInterrupt, with one warning, the routine is
 * simply called.
 * Return: what the routine returned.
 */
BOOLEAN NTAPI VideoPortSynchronizeExecution(PVOID HwDeviceExtension,
					    VIDEO_SYNCHRONIZE_PRIORITY Priority,
					    PMINIPORT_SYNCHRONIZE_ROUTINE SynchronizeRoutine,
					    PVOID Context);

/*
 * Locks, events, time (spinlock.c, sync.c; the device lock: gate.c)
 */

/**
 * VideoPortAcquireDeviceLock() - take the lock under which the port driver
 * calls a miniport at PASSIVE
 * @HwDeviceExtension: the caller's device extension
 *
 * The port driver holds it around every HwVid routine but interrupt, DPC and
 * timer. Whoever has it may take it again, and releases it as often.
 *
 * Context: PASSIVE.
 */
VOID NTAPI VideoPortAcquireDeviceLock(PVOID HwDeviceExtension);

/**
 * VideoPortReleaseDeviceLock() - give it back
 * @HwDeviceExtension: the caller's device extension
 *
 * A release of what the caller has not taken is refused, with a warning; what a
 * routine has taken and not released when it returns is released then.
 *
 * Context: PASSIVE.
 */
VOID NTAPI VideoPortReleaseDeviceLock(PVOID HwDeviceExtension);

/**
 * VideoPortCreateSpinLock() - make a spin lock
 * @HwDeviceExtension: the caller's device extension
 * @SpinLock: where it goes
 *
 * Context: PASSIVE.
 * Return: NO_ERROR or ERROR_NOT_ENOUGH_MEMORY.
 */
VP_STATUS NTAPI VideoPortCreateSpinLock(PVOID HwDeviceExtension,
					PSPIN_LOCK *SpinLock);

/**
 * VideoPortDeleteSpinLock() - free a spin lock
 * @HwDeviceExtension: the caller's device extension
 * @SpinLock: a lock that nobody holds
 *
 * Context: PASSIVE. What a miniport leaves is freed on removal.
 * Return: NO_ERROR, or ERROR_INVALID_PARAMETER for what is not the caller's
 * lock, or is held by the caller.
 */
VP_STATUS NTAPI VideoPortDeleteSpinLock(PVOID HwDeviceExtension,
					PSPIN_LOCK SpinLock);

/**
 * VideoPortAcquireSpinLock() - raise IRQL to DISPATCH and take a spin lock
 * @HwDeviceExtension: the caller's device extension
 * @SpinLock: the lock
 * @OldIrql: where the IRQL before goes
 *
 * A HwVid routine, a DPC or a synchronized routine that returns with a lock held is
 * warned of; IRQL is what it was before the routine, and the lock is given back. Who
 * takes a lock that its processor holds already is warned of, and goes on.
 *
 * Context: DISPATCH or below; in HwVidInterrupt, with one warning, IRQL stays.
 */
VOID NTAPI VideoPortAcquireSpinLock(PVOID HwDeviceExtension,
				    PSPIN_LOCK SpinLock, PUCHAR OldIrql);

/**
 * VideoPortReleaseSpinLock() - give a spin lock back and lower IRQL
 * @HwDeviceExtension: the caller's device extension
 * @SpinLock: the lock
 * @NewIrql: what VideoPortAcquireSpinLock() stored. With one warning IRQL gets no
 *	higher than it is, nor lower than that of the routine or DISPATCH while
 *	another lock is held
 *
 * A lock that the caller has not taken is left alone, with one warning, and IRQL with
 * it.
 *
 * Context: DISPATCH, on the processor that took the lock.
 */
VOID NTAPI VideoPortReleaseSpinLock(PVOID HwDeviceExtension,
				    PSPIN_LOCK SpinLock, UCHAR NewIrql);

/**
 * VideoPortAcquireSpinLockAtDpcLevel() - take a spin lock at DISPATCH
 * @HwDeviceExtension: the caller's device extension
 * @SpinLock: the lock
 *
 * Context: DISPATCH. A caller below it is named in the log, and IRQL is DISPATCH
 * until the lock is released.
 */
VOID NTAPI VideoPortAcquireSpinLockAtDpcLevel(PVOID HwDeviceExtension,
					      PSPIN_LOCK SpinLock);

/**
 * VideoPortReleaseSpinLockFromDpcLevel() - give it back, IRQL unchanged
 * @HwDeviceExtension: the caller's device extension
 * @SpinLock: the lock; refused as by VideoPortReleaseSpinLock()
 *
 * Context: DISPATCH.
 */
VOID NTAPI VideoPortReleaseSpinLockFromDpcLevel(PVOID HwDeviceExtension,
						PSPIN_LOCK SpinLock);

/**
 * VideoPortCreateEvent() - make an event
 * @HwDeviceExtension: the caller's device extension
 * @EventFlag: NOTIFICATION_EVENT stays set until cleared,
 *	SYNCHRONIZATION_EVENT until one waiter was let through; with
 *	INITIAL_EVENT_SIGNALED it begins set
 * @Unused: NULL
 * @ppEvent: where it goes
 *
 * Context: PASSIVE.
 * Return: NO_ERROR, ERROR_NOT_ENOUGH_MEMORY or ERROR_INVALID_PARAMETER.
 */
VP_STATUS NTAPI VideoPortCreateEvent(PVOID HwDeviceExtension, ULONG EventFlag,
				     PVOID Unused, PEVENT *ppEvent);

/**
 * VideoPortDeleteEvent() - free an event
 * @HwDeviceExtension: the caller's device extension
 * @pEvent: an event that nobody waits for
 *
 * Context: PASSIVE. What a miniport leaves is freed on removal.
 * Return: NO_ERROR, or ERROR_INVALID_PARAMETER for what is not the caller's
 * event.
 */
VP_STATUS NTAPI VideoPortDeleteEvent(PVOID HwDeviceExtension, PEVENT pEvent);

/**
 * VideoPortSetEvent() - set an event and wake its waiters
 * @HwDeviceExtension: the caller's device extension
 * @pEvent: the event
 *
 * Context: DISPATCH or below.
 * Return: its state before, 0 or 1.
 */
LONG NTAPI VideoPortSetEvent(PVOID HwDeviceExtension, PEVENT pEvent);

/**
 * VideoPortClearEvent() - clear an event
 * @HwDeviceExtension: the caller's device extension
 * @pEvent: the event
 *
 * Context: DISPATCH or below.
 */
VOID NTAPI VideoPortClearEvent(PVOID HwDeviceExtension, PEVENT pEvent);

/**
 * VideoPortReadStateEvent() - whether an event is set
 * @HwDeviceExtension: the caller's device extension
 * @pEvent: the event
 *
 * Context: DISPATCH or below.
 * Return: 0 or 1.
 */
LONG NTAPI VideoPortReadStateEvent(PVOID HwDeviceExtension, PEVENT pEvent);

/**
 * VideoPortWaitForSingleObject() - wait for an event
 * @HwDeviceExtension: the caller's device extension
 * @Object: an event
 * @Timeout: NULL waits for ever; negative: relative; positive: absolute
 *	system time; in units of 100 ns
 *
 * In a routine that has not returned for 10 s the wait is given up, with a
 * warning, once the program that caused it is killed or to be frozen, or the device
 * is removed, put to sleep or shut down; and in HwVidFindAdapter, HwVidInitialize,
 * HwVidSetPowerState and what else is called meanwhile, at once.
 *
 * Context: PASSIVE; a time-out of 0 only asks and is allowed at DISPATCH.
 * Return: NO_ERROR; WAIT_TIMEOUT, also if given up; ERROR_INVALID_PARAMETER.
 */
VP_STATUS NTAPI VideoPortWaitForSingleObject(PVOID HwDeviceExtension,
					     PVOID Object,
					     PLARGE_INTEGER Timeout);

/**
 * VideoPortInterlockedIncrement() - add one
 * @Addend: to what
 *
 * Context: any. A full barrier, against DMA too.
 * Return: the value after.
 */
LONG FASTCALL VideoPortInterlockedIncrement(PLONG Addend);

/**
 * VideoPortInterlockedDecrement() - subtract one
 * @Addend: from what
 *
 * Context: any. A full barrier, against DMA too.
 * Return: the value after.
 */
LONG FASTCALL VideoPortInterlockedDecrement(PLONG Addend);

/**
 * VideoPortInterlockedExchange() - store a value
 * @Target: where
 * @Value: what
 *
 * Context: any. A full barrier, against DMA too.
 * Return: the value before.
 */
LONG FASTCALL VideoPortInterlockedExchange(PLONG Target, LONG Value);

/**
 * VideoPortStartTimer() - have HwVidTimer called once a second
 * @HwDeviceExtension: the caller's device extension
 *
 * Context: DISPATCH or below. A warning where the miniport has no HwVidTimer.
 */
VOID NTAPI VideoPortStartTimer(PVOID HwDeviceExtension);

/**
 * VideoPortStopTimer() - have HwVidTimer called no more
 * @HwDeviceExtension: the caller's device extension
 *
 * Context: DISPATCH or below. A call that has begun runs to its end.
 */
VOID NTAPI VideoPortStopTimer(PVOID HwDeviceExtension);

/**
 * VideoPortStallExecution() - burn time
 * @Microseconds: how long; the DDK asks for 50 at most
 *
 * At PASSIVE other tasks may run before. In HwVidInterrupt and where it is shut
 * out, more than 1000 is warned of.
 *
 * Context: any.
 */
VOID NTAPI VideoPortStallExecution(ULONG Microseconds);

/**
 * VideoPortQuerySystemTime() - the time of day
 * @CurrentTime: 100 ns units since 1 January 1601, UTC
 *
 * Context: any.
 */
VOID NTAPI VideoPortQuerySystemTime(PLARGE_INTEGER CurrentTime);

/*
 * Memory that the device does not see (memory.c)
 */

/**
 * VideoPortAllocatePool() - memory for the processor alone
 * @HwDeviceExtension: the caller's device extension
 * @PoolType: no effect but for alignment to a cache line
 * @NumberOfBytes: not 0
 * @Tag: four characters, shown where memory was left behind
 *
 * Context: DISPATCH or below.
 * Return: uninitialized memory, or NULL.
 */
PVOID NTAPI VideoPortAllocatePool(PVOID HwDeviceExtension,
				  VP_POOL_TYPE PoolType, SIZE_T NumberOfBytes,
				  ULONG Tag);

/**
 * VideoPortFreePool() - free what VideoPortAllocatePool() returned
 * @HwDeviceExtension: the caller's device extension
 * @Ptr: that; anything else is refused with a warning
 *
 * Context: DISPATCH or below. What a miniport leaves is freed on removal.
 */
VOID NTAPI VideoPortFreePool(PVOID HwDeviceExtension, PVOID Ptr);

/**
 * VideoPortAllocateBuffer() - memory for the processor alone
 * @HwDeviceExtension: the caller's device extension
 * @Size: bytes, not 0
 * @Buffer: where the address goes, NULL on failure
 *
 * Context: DISPATCH or below.
 * Return: NO_ERROR, ERROR_NOT_ENOUGH_MEMORY or ERROR_INVALID_PARAMETER.
 */
VP_STATUS NTAPI VideoPortAllocateBuffer(PVOID HwDeviceExtension, ULONG Size,
					PVOID *Buffer);

/**
 * VideoPortReleaseBuffer() - free what VideoPortAllocateBuffer() returned
 * @HwDeviceExtension: the caller's device extension
 * @Buffer: that; anything else is refused with a warning
 *
 * Context: DISPATCH or below. What a miniport leaves is freed on removal.
 */
VOID NTAPI VideoPortReleaseBuffer(PVOID HwDeviceExtension, PVOID Buffer);

/**
 * VideoPortAllocateContiguousMemory() - memory in one physical piece
 * @HwDeviceExtension: the caller's device extension
 * @NumberOfBytes: not 0
 * @HighestAcceptableAddress: physical, of its last byte
 *
 * For the processor: what a device is to reach is a common buffer. Nothing
 * frees it before removal, as on Windows.
 *
 * Context: PASSIVE.
 * Return: uninitialized whole pages, or NULL.
 */
PVOID NTAPI VideoPortAllocateContiguousMemory(PVOID HwDeviceExtension,
					      ULONG NumberOfBytes,
					      PHYSICAL_ADDRESS HighestAcceptableAddress);

/**
 * VideoPortMoveMemory() - copy memory that may overlap
 * @Destination: where to
 * @Source: from where
 * @Length: bytes
 *
 * Context: any.
 */
VOID NTAPI VideoPortMoveMemory(PVOID Destination, PVOID Source, ULONG Length);

/**
 * VideoPortZeroMemory() - fill memory with zeros
 * @Destination: where
 * @Length: bytes
 *
 * Context: any.
 */
VOID NTAPI VideoPortZeroMemory(PVOID Destination, ULONG Length);

/**
 * VideoPortCompareMemory() - compare memory
 * @Source1: one block
 * @Source2: the other
 * @Length: bytes of each
 *
 * Context: any.
 * Return: how many bytes are equal before the first difference.
 */
ULONG NTAPI VideoPortCompareMemory(PVOID Source1, PVOID Source2,
				   SIZE_T Length);

/*
 * Registry (registry.c)
 */

/**
 * VideoPortGetRegistryParameters() - look a value up
 * @HwDeviceExtension: the caller's device extension
 * @ParameterName: the value's name, compared without regard to case
 * @IsParameterFileName: FALSE; files are not read
 * @CallbackRoutine: called with the value
 * @Context: handed to it
 *
 * A value is what VideoPortSetRegistryParameters() stored, else the INF's.
 *
 * Context: PASSIVE.
 * Return: what the routine returned, or ERROR_INVALID_PARAMETER where there
 * is no such value.
 */
VP_STATUS NTAPI VideoPortGetRegistryParameters(PVOID HwDeviceExtension,
					       PWSTR ParameterName,
					       UCHAR IsParameterFileName,
					       PMINIPORT_GET_REGISTRY_ROUTINE CallbackRoutine,
					       PVOID Context);

/**
 * VideoPortSetRegistryParameters() - store a value
 * @HwDeviceExtension: the caller's device extension
 * @ValueName: its name, 1 to 127 characters
 * @ValueData: its bytes
 * @ValueLength: how many, to 64 KiB
 *
 * Values live until the miniport's module is unloaded, and are files in
 * videoport_registry/ below the PCI function in sysfs, / in a name written as !.
 * Of two values that would have one file the second has none, with a warning.
 *
 * Context: PASSIVE.
 * Return: NO_ERROR, ERROR_NOT_ENOUGH_MEMORY or ERROR_INVALID_PARAMETER.
 */
VP_STATUS NTAPI VideoPortSetRegistryParameters(PVOID HwDeviceExtension,
					       PWSTR ValueName,
					       PVOID ValueData,
					       ULONG ValueLength);

/**
 * VideoPortFlushRegistry() - have all values stored for good
 * @HwDeviceExtension: the caller's device extension
 *
 * They always are: there is nothing to write out.
 *
 * Context: PASSIVE.
 * Return: NO_ERROR.
 */
VP_STATUS NTAPI VideoPortFlushRegistry(PVOID HwDeviceExtension);

/*
 * Children and monitors (monitor.c, i2c.c)
 */

/**
 * VideoPortEnumerateChildren() - have HwVidGetVideoChildDescriptor asked anew
 * @HwDeviceExtension: the caller's device extension
 * @Reserved: NULL
 *
 * It is called some time after return; then udev hears a "change" event of the
 * device file with HOTPLUG=1.
 *
 * Context: DISPATCH or below.
 * Return: NO_ERROR, or ERROR_INVALID_FUNCTION where the miniport has none.
 */
VP_STATUS NTAPI VideoPortEnumerateChildren(PVOID HwDeviceExtension,
					   PVOID Reserved);

/**
 * VideoPortDDCMonitorHelper() - read a monitor's EDID over two wires
 * @HwDeviceExtension: the caller's device extension
 * @DDCControl: a DDC_CONTROL
 * @EdidBuffer: where the EDID goes; zeroed on failure
 * @EdidBufferSize: 128 reads one block, 256 or more two
 *
 * DDC2B; a monitor that only sends by DDC1 is not heard, nor one that takes more
 * than 2 s.
 *
 * Context: PASSIVE.
 * Return: TRUE if a first block with a right check sum was read.
 */
BOOLEAN NTAPI VideoPortDDCMonitorHelper(PVOID HwDeviceExtension,
					PVOID DDCControl, PUCHAR EdidBuffer,
					ULONG EdidBufferSize);

/*
 * Services (services.c, report.c)
 */

/**
 * VideoPortQueryServices() - get a table of functions
 * @HwDeviceExtension: the caller's device extension
 * @ServicesType: VideoPortServicesI2C, VideoPortServicesDebugReport, and for the device whose
 *	BIOS is in memory VideoPortServicesInt10
 * @Interface: Size and Version say which; the rest is filled in
 *
 * Context: any.
 * Return: NO_ERROR; ERROR_INVALID_FUNCTION for a service that there is not;
 * ERROR_INVALID_PARAMETER for a size or version that there is not.
 */
VP_STATUS NTAPI VideoPortQueryServices(PVOID HwDeviceExtension,
				       VIDEO_PORT_SERVICES ServicesType,
				       PINTERFACE Interface);

/**
 * VideoPortDbgReportCreate() - begin a report about a device gone wrong
 * @HwDeviceExtension: the caller's device extension
 * @ulCode: the miniport's number for it
 * @ulpArg1: anything
 * @ulpArg2: anything
 * @ulpArg3: anything
 * @ulpArg4: anything
 *
 * Context: PASSIVE.
 * Return: the report, or NULL.
 */
PVIDEO_DEBUG_REPORT NTAPI VideoPortDbgReportCreate(PVOID HwDeviceExtension,
						   ULONG ulCode,
						   ULONG_PTR ulpArg1,
						   ULONG_PTR ulpArg2,
						   ULONG_PTR ulpArg3,
						   ULONG_PTR ulpArg4);

/**
 * VideoPortDbgReportSecondaryData() - add data to a report
 * @pReport: the report
 * @pvData: the data
 * @ulDataSize: bytes
 *
 * Context: PASSIVE.
 * Return: FALSE where it does not fit: a report holds
 * VIDEO_DEBUG_REPORT_MAX_SIZE bytes in all.
 */
BOOLEAN NTAPI VideoPortDbgReportSecondaryData(PVIDEO_DEBUG_REPORT pReport,
					      PVOID pvData, ULONG ulDataSize);

/**
 * VideoPortDbgReportComplete() - hand a report in
 * @pReport: the report, not to be used any more
 *
 * A line in the log; the whole of it in /sys/class/devcoredump, if the last
 * one was fetched.
 *
 * Context: PASSIVE. What a miniport leaves incomplete is lost on removal.
 */
VOID NTAPI VideoPortDbgReportComplete(PVIDEO_DEBUG_REPORT pReport);

/*
 * The machine and the system (system.c)
 */

/**
 * VideoPortGetVersion() - which Windows this is
 * @HwDeviceExtension: the caller's device extension
 * @pVpOsVersionInfo: Size is set; the rest is filled in
 *
 * Windows XP, 5.1, build 2600, service pack 3: the one whose video port this is.
 *
 * Context: any.
 * Return: NO_ERROR, or ERROR_INVALID_PARAMETER if Size is too small.
 */
VP_STATUS NTAPI VideoPortGetVersion(PVOID HwDeviceExtension,
				    PVPOSVERSIONINFO pVpOsVersionInfo);

/**
 * VideoPortIsNoVesa() - whether VESA modes of the video BIOS are to be avoided
 *
 * Context: any.
 * Return: TRUE: there is no way to call the video BIOS.
 */
BOOLEAN NTAPI VideoPortIsNoVesa(void);

/**
 * VideoPortQueryPerformanceCounter() - a clock that only goes forward
 * @HwDeviceExtension: the caller's device extension
 * @PerformanceFrequency: NULL, or where the counts of a second go
 *
 * Context: any.
 * Return: the count.
 */
LONGLONG NTAPI VideoPortQueryPerformanceCounter(PVOID HwDeviceExtension,
						PLONGLONG PerformanceFrequency);

/**
 * VideoPortGetVgaStatus() - whether the device answers to VGA's addresses
 * @HwDeviceExtension: the caller's device extension
 * @VgaStatus: DEVICE_VGA_ENABLED for the one that the machine started with, or 0
 *
 * Context: PASSIVE.
 * Return: NO_ERROR or ERROR_INVALID_PARAMETER.
 */
VP_STATUS NTAPI VideoPortGetVgaStatus(PVOID HwDeviceExtension,
				      PULONG VgaStatus);

/**
 * VideoPortCheckForDeviceExistence() - whether the machine has a PCI function
 * @HwDeviceExtension: the caller's device extension
 * @VendorId: its vendor
 * @DeviceId: its device
 * @RevisionId: its revision, with CDE_USE_REVISION
 * @SubVendorId: its subsystem's vendor, with CDE_USE_SUBSYSTEM_IDS
 * @SubSystemId: its subsystem, with CDE_USE_SUBSYSTEM_IDS
 * @Flags: CDE_*; an unknown one finds nothing
 *
 * Context: PASSIVE.
 * Return: TRUE if there is one, the caller's own among them.
 */
BOOLEAN NTAPI VideoPortCheckForDeviceExistence(PVOID HwDeviceExtension,
					       USHORT VendorId,
					       USHORT DeviceId,
					       UCHAR RevisionId,
					       USHORT SubVendorId,
					       USHORT SubSystemId,
					       ULONG Flags);

/**
 * VideoPortGetDeviceData() - what Windows found out about the hardware
 * @HwDeviceExtension: the caller's device extension
 * @DeviceDataType: VpMachineData and VpBusData give an identifier,
 *	VpControllerData a VIDEO_HARDWARE_CONFIGURATION_DATA with bus, revision
 *	and interrupt
 * @CallbackRoutine: called with it
 * @Context: handed to it
 *
 * Context: PASSIVE.
 * Return: what the routine returned; ERROR_DEV_NOT_EXIST for the other kinds;
 * ERROR_INVALID_PARAMETER.
 */
VP_STATUS NTAPI VideoPortGetDeviceData(PVOID HwDeviceExtension,
				       VIDEO_DEVICE_DATA_TYPE DeviceDataType,
				       PMINIPORT_QUERY_DEVICE_ROUTINE CallbackRoutine,
				       PVOID Context);

/*
 * Words for the log (print.c)
 */

/**
 * VideoPortDebugPrint() - print to the kernel log
 * @DebugPrintLevel: Error and Warn are printed as such, Trace and Info as
 *	information; nothing above the module parameter videoport.debug_level,
 *	which is Warn unless set, and stands for Windows' VideoDebugLevel
 * @DebugMessage: a format by Windows' rules: an l means 32 bits; I64, ws, S
 *	and wZ exist
 *
 * Context: any.
 */
VOID VideoPortDebugPrint(VIDEO_DEBUG_LEVEL DebugPrintLevel, PSTR DebugMessage,
			 ...);

/**
 * VideoPortLogError() - put an error into the log
 * @HwDeviceExtension: the caller's device extension
 * @Vrp: NULL, or the request that it is about
 * @ErrorCode: a status
 * @UniqueId: tells the miniport's places apart
 *
 * Context: any.
 */
VOID NTAPI VideoPortLogError(PVOID HwDeviceExtension, PVIDEO_REQUEST_PACKET Vrp,
			     VP_STATUS ErrorCode, ULONG UniqueId);

#include "dderror.h"

/*
 * The video BIOS (int10.c)
 */

/**
 * VideoPortInt10() - call the video BIOS
 * @HwDeviceExtension: the caller's device extension
 * @BiosArguments: registers, for the BIOS and from it
 *
 * The call goes to a program in user space, if there is one and the BIOS is this device's:
 * driver/INSTALL.md. What a function reads or writes at ES:DI or ES:BX is memory of that
 * program's, which is zeros before and is thrown away: the service VideoPortServicesInt10
 * has a buffer.
 *
 * Context: PASSIVE. It waits for the program, with the device lock held where the port
 * driver holds it around the miniport's routine: until the answer, a fatal signal or 30 s,
 * or, where the device is to go or to sleep, until the routine has run for 10 s. While the
 * machine sleeps, that is in HwVidSetPowerState, there is no program to ask.
 * Return: NO_ERROR, and the BIOS's own status is in EAX; ERROR_INVALID_FUNCTION after a line
 * in the log, once for each reason: no BIOS of this device, no program, or it failed;
 * ERROR_INVALID_PARAMETER for NULL or a segment that is not the miniport's;
 * ERROR_NOT_ENOUGH_MEMORY.
 */
VP_STATUS NTAPI VideoPortInt10(PVOID HwDeviceExtension, PVIDEO_X86_BIOS_ARGUMENTS BiosArguments);

/*
 * What is not done here, and a miniport can live without: each returns the DDK's failure
 * and says so once for a function of PCI. AGP's is in videoagp.h.
 */

/* Bytes of a crash report before the miniport's */
#define BUGCHECK_DATA_SIZE_RESERVED 48

typedef VOID (NTAPI *PVIDEO_BUGCHECK_CALLBACK)(PVOID HwDeviceExtension, ULONG BugcheckCode,
					       PUCHAR Buffer, ULONG BufferSize);

/**
 * VideoPortMapBankedMemory() - map memory that is seen through a window of banks
 * @HwDeviceExtension: the caller's device extension
 * @PhysicalAddress: of the window
 * @Length: bytes of the memory; 0 on return
 * @InIoSpace: VIDEO_MEMORY_SPACE_*
 * @VirtualAddress: NULL on return
 * @BankLength: bytes of the window
 * @ReadWriteBank: whether there are two
 * @BankRoutine: what switches
 * @Context: for it
 *
 * Return: ERROR_INVALID_FUNCTION.
 */
VP_STATUS NTAPI VideoPortMapBankedMemory(PVOID HwDeviceExtension, PHYSICAL_ADDRESS PhysicalAddress,
					 PULONG Length, PULONG InIoSpace, PVOID *VirtualAddress,
					 ULONG BankLength, UCHAR ReadWriteBank,
					 PBANKED_SECTION_ROUTINE BankRoutine, PVOID Context);

/**
 * VideoPortSetTrappedEmulatorPorts() - say which ports a DOS program may touch
 * @HwDeviceExtension: the caller's device extension
 * @NumAccessRanges: how many ranges
 * @AccessRange: the ranges
 *
 * Return: ERROR_INVALID_FUNCTION.
 */
VP_STATUS NTAPI VideoPortSetTrappedEmulatorPorts(PVOID HwDeviceExtension, ULONG NumAccessRanges,
						 PVIDEO_ACCESS_RANGE AccessRange);

/**
 * VideoPortRegisterBugcheckCallback() - add to a Windows crash dump
 * @HwDeviceExtension: the caller's device extension
 * @BugcheckCode: of which crash
 * @Callback: what to call then
 * @BugcheckDataSize: bytes that it would add
 *
 * Return: ERROR_INVALID_FUNCTION.
 */
VP_STATUS NTAPI VideoPortRegisterBugcheckCallback(PVOID HwDeviceExtension, ULONG BugcheckCode,
						  PVIDEO_BUGCHECK_CALLBACK Callback,
						  ULONG BugcheckDataSize);

/**
 * VideoPortGetAssociatedDeviceExtension() - the extension of a Windows device object
 * @DeviceObject: of which a miniport is given none
 *
 * Return: NULL.
 */
PVOID NTAPI VideoPortGetAssociatedDeviceExtension(PVOID DeviceObject);

/**
 * VideoPortGetAssociatedDeviceID() - the child id of a Windows device object
 * @DeviceObject: of which a miniport is given none
 *
 * Return: 0.
 */
ULONG NTAPI VideoPortGetAssociatedDeviceID(PVOID DeviceObject);

#endif
