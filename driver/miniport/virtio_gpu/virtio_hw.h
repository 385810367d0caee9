/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What virtio 1.2 lays down: the PCI transport (4.1), the split virtqueue
 * (2.7) and the GPU device (5.7), as far as this miniport uses them. Fields
 * are little-endian, and so are the machines that video.h allows.
 */
#ifndef VIRTIO_HW_H
#define VIRTIO_HW_H

#define VIRTIO_VENDOR_ID 0x1af4

/* PCI configuration space */
#define PCI_STATUS_OFFSET 0x06
#define PCI_STATUS_CAPABILITIES 0x0010
#define PCI_BAR_OFFSET 0x10
#define PCI_BAR_COUNT 6
#define PCI_BAR_IS_IO 0x1
#define PCI_BAR_TYPE_MASK 0x6
#define PCI_BAR_TYPE_64 0x4
#define PCI_BAR_ADDRESS_MASK 0xfffffff0
#define PCI_CAPABILITY_POINTER 0x34
#define PCI_CAPABILITY_FIRST 0x40	/* capabilities lie behind the header */
#define PCI_CAPABILITY_MASK 0xfc	/* the low bits are reserved */
#define PCI_CAPABILITY_MOST 48		/* so many fit into 256 bytes */
#define PCI_CAPABILITY_VENDOR 0x09
#define PCI_CAPABILITY_MSIX 0x11
#define PCI_MSIX_CONTROL 2
#define PCI_MSIX_ENABLED 0x8000

/* 4.1.4: a vendor-specific capability points at a structure in a BAR */
#define VIRTIO_CAP_LENGTH 2
#define VIRTIO_CAP_TYPE 3
#define VIRTIO_CAP_BAR 4
#define VIRTIO_CAP_OFFSET 8
#define VIRTIO_CAP_SIZE 12
#define VIRTIO_CAP_END 16
#define VIRTIO_CAP_NOTIFY_MULTIPLIER 16
#define VIRTIO_CAP_NOTIFY_END 20

#define VIRTIO_CAP_COMMON 1
#define VIRTIO_CAP_NOTIFY 2
#define VIRTIO_CAP_ISR 3
#define VIRTIO_CAP_DEVICE 4

/* 4.1.4.3: common configuration; queue fields are those of QUEUE_SELECT */
#define COMMON_DEVICE_FEATURE_SELECT 0x00
#define COMMON_DEVICE_FEATURE 0x04
#define COMMON_DRIVER_FEATURE_SELECT 0x08
#define COMMON_DRIVER_FEATURE 0x0c
#define COMMON_CONFIG_VECTOR 0x10
#define COMMON_NUM_QUEUES 0x12
#define COMMON_STATUS 0x14
#define COMMON_CONFIG_GENERATION 0x15
#define COMMON_QUEUE_SELECT 0x16
#define COMMON_QUEUE_SIZE 0x18
#define COMMON_QUEUE_VECTOR 0x1a
#define COMMON_QUEUE_ENABLE 0x1c
#define COMMON_QUEUE_NOTIFY_OFFSET 0x1e
#define COMMON_QUEUE_DESCRIPTORS 0x20
#define COMMON_QUEUE_DRIVER 0x28
#define COMMON_QUEUE_DEVICE 0x30
#define COMMON_END 0x38

/* 4.1.4.5: reading the byte clears it and takes the line down */
#define VIRTIO_ISR_QUEUE 0x01
#define VIRTIO_ISR_CONFIG 0x02
#define VIRTIO_ISR_GONE 0xff		/* what a function that is not there reads as */

/* 2.1: device status */
#define VIRTIO_STATUS_ACKNOWLEDGE 0x01
#define VIRTIO_STATUS_DRIVER 0x02
#define VIRTIO_STATUS_DRIVER_OK 0x04
#define VIRTIO_STATUS_FEATURES_OK 0x08
#define VIRTIO_STATUS_FAILED 0x80
#define VIRTIO_STATUS_GONE 0xff		/* what a function that is not there reads as */

/* Feature bits by word: 5.7.3 and 6 in word 0, 6 in word 1 */
#define VIRTIO_FEATURE_WORDS 2
#define VIRTIO_0_GPU_EDID 0x00000002		/* bit 1 */
#define VIRTIO_0_INDIRECT_DESC 0x10000000	/* bit 28 */
#define VIRTIO_0_EVENT_INDEX 0x20000000		/* bit 29 */
#define VIRTIO_1_VERSION_1 0x00000001		/* bit 32 */
#define VIRTIO_1_ACCESS_PLATFORM 0x00000002	/* bit 33 */
#define VIRTIO_1_ORDER_PLATFORM 0x00000010	/* bit 36 */

/* 2.7.5: the descriptor table */
#define VIRTQ_DESC_NEXT 1
#define VIRTQ_DESC_WRITE 2
#define VIRTQ_DESC_INDIRECT 4

typedef struct _VIRTQ_DESC {
	ULONGLONG Address;
	ULONG Length;
	USHORT Flags;
	USHORT Next;
} VIRTQ_DESC, *PVIRTQ_DESC;

/* 2.7.6: what the driver offers; Ring[size] is its event, used_event */
#define VIRTQ_AVAIL_NO_INTERRUPT 1

typedef struct _VIRTQ_AVAIL {
	USHORT Flags;
	USHORT Index;
	USHORT Ring[];
} VIRTQ_AVAIL, *PVIRTQ_AVAIL;

/* 2.7.8: what the device gives back; behind Ring is its event, avail_event */
#define VIRTQ_USED_NO_NOTIFY 1

typedef struct _VIRTQ_USED_ELEMENT {
	ULONG Id;
	ULONG Length;
} VIRTQ_USED_ELEMENT, *PVIRTQ_USED_ELEMENT;

typedef struct _VIRTQ_USED {
	USHORT Flags;
	USHORT Index;
	VIRTQ_USED_ELEMENT Ring[];
} VIRTQ_USED, *PVIRTQ_USED;

/* 5.7.2 */
#define GPU_CONTROL_QUEUE 0
#define GPU_CURSOR_QUEUE 1

/* 5.7.4: device configuration */
#define GPU_CONFIG_EVENTS_READ 0x00
#define GPU_CONFIG_EVENTS_CLEAR 0x04
#define GPU_CONFIG_NUM_SCANOUTS 0x08
#define GPU_CONFIG_END 0x10

#define GPU_EVENT_DISPLAY 0x00000001

/* 5.7.6.7, 5.7.6.8: requests and answers of the control queue; 5.7.6.10: the cursor's */
#define GPU_GET_DISPLAY_INFO 0x0100
#define GPU_RESOURCE_CREATE_2D 0x0101
#define GPU_RESOURCE_UNREF 0x0102
#define GPU_SET_SCANOUT 0x0103
#define GPU_RESOURCE_FLUSH 0x0104
#define GPU_TRANSFER_TO_HOST_2D 0x0105
#define GPU_RESOURCE_ATTACH_BACKING 0x0106
#define GPU_RESOURCE_DETACH_BACKING 0x0107
#define GPU_GET_EDID 0x010a

#define GPU_UPDATE_CURSOR 0x0300
#define GPU_MOVE_CURSOR 0x0301

#define GPU_OK_NODATA 0x1100
#define GPU_OK_DISPLAY_INFO 0x1101
#define GPU_OK_EDID 0x1104
#define GPU_ERR_OUT_OF_MEMORY 0x1201
#define GPU_ERR_INVALID_SCANOUT_ID 0x1202
#define GPU_ERR_INVALID_RESOURCE_ID 0x1203
#define GPU_ERR_INVALID_CONTEXT_ID 0x1204
#define GPU_ERR_INVALID_PARAMETER 0x1205

#define GPU_FLAG_FENCE 1

#define GPU_FORMAT_B8G8R8A8 1
#define GPU_FORMAT_B8G8R8X8 2
#define GPU_MAX_SCANOUTS 16
#define GPU_EDID_MAX 1024

typedef struct _GPU_HEADER {
	ULONG Type;
	ULONG Flags;
	ULONGLONG FenceId;
	ULONG ContextId;
	UCHAR RingIndex;
	UCHAR Padding[3];
} GPU_HEADER, *PGPU_HEADER;

/*
 * A header as the device writes it, and may write it again at any time: a type
 * and, above it, flags. It is a frame's whole answer.
 */
typedef struct _GPU_ANSWER {
	volatile ULONGLONG Result;
	ULONGLONG FenceId;
	ULONG ContextId;
	ULONG Padding;
} GPU_ANSWER, *PGPU_ANSWER;

#define GPU_RESULT(Type, Flags) ((ULONGLONG)(Flags) << 32 | (Type))
#define GPU_RESULT_TYPE(Result) ((ULONG)(Result))
#define GPU_RESULT_FLAGS(Result) ((ULONG)((Result) >> 32))

typedef struct _GPU_RECT {
	ULONG X;
	ULONG Y;
	ULONG Width;
	ULONG Height;
} GPU_RECT, *PGPU_RECT;

typedef struct _GPU_DISPLAY {
	GPU_RECT Rect;
	ULONG Enabled;
	ULONG Flags;
} GPU_DISPLAY, *PGPU_DISPLAY;

typedef struct _GPU_DISPLAY_INFO {
	GPU_HEADER Header;
	GPU_DISPLAY Displays[GPU_MAX_SCANOUTS];
} GPU_DISPLAY_INFO, *PGPU_DISPLAY_INFO;

typedef struct _GPU_EDID_REQUEST {
	GPU_HEADER Header;
	ULONG Scanout;
	ULONG Padding;
} GPU_EDID_REQUEST, *PGPU_EDID_REQUEST;

typedef struct _GPU_EDID_ANSWER {
	GPU_HEADER Header;
	ULONG Size;
	ULONG Padding;
	UCHAR Edid[GPU_EDID_MAX];
} GPU_EDID_ANSWER, *PGPU_EDID_ANSWER;

typedef struct _GPU_CREATE_2D {
	GPU_HEADER Header;
	ULONG Resource;
	ULONG Format;
	ULONG Width;
	ULONG Height;
} GPU_CREATE_2D, *PGPU_CREATE_2D;

/* UNREF and DETACH_BACKING look the same. */
typedef struct _GPU_RESOURCE {
	GPU_HEADER Header;
	ULONG Resource;
	ULONG Padding;
} GPU_RESOURCE, *PGPU_RESOURCE;

typedef struct _GPU_BACKING_ENTRY {
	ULONGLONG Address;
	ULONG Length;
	ULONG Padding;
} GPU_BACKING_ENTRY, *PGPU_BACKING_ENTRY;

/* The entries follow at once. */
typedef struct _GPU_ATTACH_BACKING {
	GPU_HEADER Header;
	ULONG Resource;
	ULONG EntryCount;
} GPU_ATTACH_BACKING, *PGPU_ATTACH_BACKING;

typedef struct _GPU_SCANOUT {
	GPU_HEADER Header;
	GPU_RECT Rect;
	ULONG Scanout;
	ULONG Resource;
} GPU_SCANOUT, *PGPU_SCANOUT;

typedef struct _GPU_TRANSFER {
	GPU_HEADER Header;
	GPU_RECT Rect;
	ULONGLONG Offset;
	ULONG Resource;
	ULONG Padding;
} GPU_TRANSFER, *PGPU_TRANSFER;

typedef struct _GPU_FLUSH {
	GPU_HEADER Header;
	GPU_RECT Rect;
	ULONG Resource;
	ULONG Padding;
} GPU_FLUSH, *PGPU_FLUSH;

/* MOVE_CURSOR looks at the place alone; resource 0 hides it. */
typedef struct _GPU_CURSOR {
	GPU_HEADER Header;
	ULONG Scanout;
	ULONG X;
	ULONG Y;
	ULONG Padding;
	ULONG Resource;
	ULONG HotX;
	ULONG HotY;
	ULONG Padding2;
} GPU_CURSOR, *PGPU_CURSOR;

#endif
