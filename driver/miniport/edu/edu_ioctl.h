/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a program asks of the edu miniport. Plain types, of one size in Windows'
 * C and in Linux', so that a program of either includes this.
 */
#ifndef EDU_IOCTL_H
#define EDU_IOCTL_H

#include "devioctl.h"

#define EDU_CODE(Function) \
	CTL_CODE(FILE_DEVICE_VIDEO, 0x800 + (Function), METHOD_BUFFERED, \
		 FILE_ANY_ACCESS)

/*
 * In: an EDU_TRANSFER, for a write with the data behind it. Out: for a read the
 * data. They go through a common buffer.
 */
#define IOCTL_EDU_WRITE EDU_CODE(0)
#define IOCTL_EDU_READ EDU_CODE(1)

/* Out: an EDU_INFO */
#define IOCTL_EDU_QUERY EDU_CODE(2)

/*
 * The device's buffer as QEMU 7.2 lets it be used: a transfer that reaches its
 * last byte, 4095, stops the machine.
 */
#define EDU_BUFFER_LENGTH 4095
#define EDU_TRANSFER_MAX 2048

/* EDU_TRANSFER.Width: the address bits of the adapter that it goes through */
#define EDU_WIDTH_24 24
#define EDU_WIDTH_32 32
#define EDU_WIDTH_64 64
#define EDU_WIDTHS 3

typedef struct _EDU_TRANSFER {
	unsigned int Width;
	unsigned int Offset;		/* in the device's buffer */
	unsigned int Length;		/* 1 to EDU_TRANSFER_MAX */
	unsigned int Reserved;		/* 0 */
} EDU_TRANSFER, *PEDU_TRANSFER;

typedef struct _EDU_INFO {
	unsigned int Id;		/* of the device, with its version */
	unsigned int Alive;		/* 1: it answers */
	unsigned int Message;		/* 1: its interrupt is a message */
	unsigned int Interrupts;
	unsigned int Dpcs;
	unsigned int Reserved;		/* 0 */
	/*
	 * Of the common buffers, 24 bits first; 0: no memory of that width, or
	 * none that the device reaches
	 */
	unsigned long long Logical[EDU_WIDTHS];
} EDU_INFO, *PEDU_INFO;

#endif
