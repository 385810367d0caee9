// SPDX-License-Identifier: GPL-2.0
/*
 * Which memory the device reaches. QEMU's edu drops the bits of an address beyond
 * its dma_mask, 28 as it comes, and goes to what lies there: it says that all went
 * well, has read other data or has written to somebody else's memory. The DDK has
 * no adapter of 28 bits, and no register tells the mask, so it is found out.
 */
#include "edu.h"

#define EDU_PROOF_LENGTH 64

/* Of every start another, as the device may still hold the last one's. */
static VOID EduFill(PUCHAR Base)
{
	LARGE_INTEGER Now;
	ULONG i;

	VideoPortQuerySystemTime(&Now);
	for (i = 0; i < EDU_PROOF_LENGTH; i++)
		Base[i] = (UCHAR)((Now.QuadPart >> i % 8 * 8) + i);
}

/*
 * The device only reads where it may not reach, which harms nobody, and writes
 * what it has read to memory that it does reach.
 */
static VP_STATUS EduProve(PEDU_EXTENSION Ext, PEDU_CHANNEL Channel,
			  PEDU_CHANNEL Safe, PBOOLEAN Reached)
{
	VP_STATUS Status;

	EduFill(Channel->Base);
	VideoPortZeroMemory(Safe->Base, EDU_PROOF_LENGTH);
	Status = EduMove(Ext, Channel, 0, EDU_PROOF_LENGTH, TRUE);
	if (Status == NO_ERROR)
		Status = EduMove(Ext, Safe, 0, EDU_PROOF_LENGTH, FALSE);
	*Reached = VideoPortCompareMemory(Channel->Base, Safe->Base,
					  EDU_PROOF_LENGTH) == EDU_PROOF_LENGTH;
	return Status;
}

/*
 * Close every width whose memory the device does not reach. Where there is no
 * memory of 24 bits nothing can be proven without harm, and all stays as it is.
 */
VP_STATUS EduProveReach(PEDU_EXTENSION Ext)
{
	PEDU_CHANNEL Safe = EduFindChannel(Ext, EDU_WIDTH_24);
	PEDU_CHANNEL Channel;
	VP_STATUS Status;
	BOOLEAN Reached;
	ULONG i, Closed = 0;
	LONGLONG Proven;

	if (!Safe)
		return NO_ERROR;
	/* What reaches an address reaches those below: the widest first. */
	Proven = Safe->Logical.QuadPart;
	for (i = EDU_WIDTHS - 1; i > 0; i--) {
		Channel = &Ext->Channels[i];
		if (!Channel->Adapter || Channel->Logical.QuadPart <= Proven)
			continue;
		Status = EduProve(Ext, Channel, Safe, &Reached);
		if (Status != NO_ERROR)
			return Status;
		if (Reached) {
			Proven = Channel->Logical.QuadPart;
		} else {
			Closed = Channel->Width;
			EduCloseChannel(Ext, Channel);
		}
	}
	if (Closed)
		VideoPortDebugPrint(Error,
				    "edu: the device does not reach memory of %u bits, so it gets none: start QEMU with -device edu,dma_mask=0xffffffffffffffff\n",
				    Closed);
	return NO_ERROR;
}
