// SPDX-License-Identifier: GPL-2.0
/*
 * vp_virtio_gpu's cursor.c on a device whose cursor queue answers as it is told here:
 * selftests/device has none. The miniport's other rooms, and the port driver, are
 * stand-ins.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../driver/miniport/virtio_gpu/cursor.c"

#include "harness.h"

#define SIZE VG_CURSOR_MAX

static USHORT register_of_doorbell;

/* What was done, since the test began */
static struct {
	unsigned int doorbells, pauses, complaints;
} did;

/* What the device does while somebody waits for it */
static void (*meanwhile)(VG_EXTENSION *ext);

BOOLEAN VgDmaGet(PVG_EXTENSION ext, PVG_BUFFER buffer, ULONG length)
{
	buffer->Base = aligned_alloc(VG_PAGE, length);
	buffer->Logical.QuadPart = (ULONG_PTR)buffer->Base;
	buffer->Length = length;
	return !!buffer->Base;
}

VOID VgDmaPut(PVG_EXTENSION ext, PVG_BUFFER buffer)
{
	free(buffer->Base);
	buffer->Base = NULL;
}

ULONGLONG VgDmaAddress(PVG_BUFFER buffer, PVOID place)
{
	return (ULONG_PTR)place;
}

VOID VgComplain(PVG_EXTENSION ext, PSTR message, ULONG value)
{
	did.complaints++;
}

VOID VgWaitPause(PVG_EXTENSION ext, ULONG milliseconds)
{
	did.pauses++;
	if (meanwhile)
		meanwhile(ext);
}

VOID VideoPortZeroMemory(PVOID to, ULONG length)
{
	memset(to, 0, length);
}

LONG VideoPortInterlockedExchange(PLONG target, LONG value)
{
	return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}

VOID VideoPortWriteRegisterUshort(PUSHORT place, USHORT value)
{
	if (place == &register_of_doorbell && value == GPU_CURSOR_QUEUE)
		did.doorbells++;
}

/* The device's side */

static void answer(VG_EXTENSION *ext, ULONG id)
{
	VIRTQ_USED *used = (VIRTQ_USED *)VgCursorMemory(ext)->Used;

	used->Ring[used->Index % SIZE].Id = id;
	used->Index++;
}

/* What it was given after so many others */
static USHORT given(VG_EXTENSION *ext, unsigned int number)
{
	return VgCursorAvail(ext)->Ring[number % SIZE];
}

FIXTURE(queue) {
	VG_EXTENSION *ext;
	GPU_CURSOR request;
};

FIXTURE_SETUP(queue)
{
	memset(&did, 0, sizeof(did));
	meanwhile = NULL;
	self->ext = calloc(1, sizeof(*self->ext));
	ASSERT_NE(NULL, self->ext);
	ASSERT_TRUE(VgCursorPrepare(self->ext));
	VgCursorBuild(self->ext, SIZE, &register_of_doorbell);
}

FIXTURE_TEARDOWN(queue)
{
	VgCursorRelease(self->ext);
	free(self->ext);
}

static VP_STATUS send_number(VG_EXTENSION *ext, ULONG number)
{
	GPU_CURSOR request = { .X = number };

	return VgCursorSend(ext, &request);
}

/* Whether it was given that one, whole */
static bool has(VG_EXTENSION *ext, unsigned int number)
{
	VIRTQ_DESC *desc = &VgCursorMemory(ext)->Desc[given(ext, number)];
	GPU_CURSOR *request = (GPU_CURSOR *)(ULONG_PTR)desc->Address;

	return desc->Length == sizeof(*request) && !desc->Flags && request->X == number;
}

/* The parts of the queue lie where a split queue's may, apart from each other. */
TEST_F(queue, places)
{
	ULONGLONG desc, avail, used, base = (ULONG_PTR)self->ext->Cursor.Buffer.Base;

	VgCursorPlaces(self->ext, &desc, &avail, &used);
	EXPECT_EQ(0, desc % 16);
	EXPECT_EQ(0, avail % 2);
	EXPECT_EQ(0, used % 4);
	EXPECT_LE(desc + 16 * SIZE, avail);
	EXPECT_LE(avail + 6 + 2 * SIZE, used);
	EXPECT_LE(used + 6 + 8 * SIZE, (ULONG_PTR)VgCursorMemory(self->ext)->Request);
	EXPECT_GE(base + VG_PAGE, (ULONG_PTR)(VgCursorMemory(self->ext) + 1));
}

/* More than its indexes count to, and none is written over before it was read */
TEST_F(queue, good)
{
	for (unsigned int i = 0; i < 70000; i++) {
		ASSERT_EQ(NO_ERROR, send_number(self->ext, i));
		ASSERT_TRUE(has(self->ext, i));
		if (i >= SIZE - 1) {
			ASSERT_TRUE(has(self->ext, i - SIZE + 1));
			answer(self->ext, given(self->ext, i - SIZE + 1));
		}
	}
	EXPECT_EQ(70000, did.doorbells);
	EXPECT_EQ(0, did.pauses);
	EXPECT_EQ(0, did.complaints);
}

TEST_F(queue, answers_out_of_order)
{
	for (unsigned int i = 0; i < SIZE; i++)
		ASSERT_EQ(NO_ERROR, send_number(self->ext, i));
	answer(self->ext, given(self->ext, 7));
	ASSERT_EQ(NO_ERROR, send_number(self->ext, SIZE));
	EXPECT_EQ(given(self->ext, 7), given(self->ext, SIZE));
	EXPECT_EQ(0, did.complaints);
}

static void answer_first(VG_EXTENSION *ext)
{
	if (did.pauses == 3)
		answer(ext, given(ext, 0));
}

/* It is waited for, for a while. */
TEST_F(queue, full)
{
	for (unsigned int i = 0; i < SIZE; i++)
		ASSERT_EQ(NO_ERROR, send_number(self->ext, i));
	EXPECT_EQ(0, did.pauses);
	meanwhile = answer_first;
	EXPECT_EQ(NO_ERROR, send_number(self->ext, SIZE));
	EXPECT_EQ(3, did.pauses);
	EXPECT_EQ(WAIT_TIMEOUT, send_number(self->ext, SIZE + 1));
	EXPECT_EQ(403, did.pauses);
	EXPECT_EQ(1, did.complaints);
	/* From then on it gets nothing, at once. */
	answer(self->ext, given(self->ext, 1));
	EXPECT_EQ(WAIT_TIMEOUT, send_number(self->ext, SIZE + 1));
	EXPECT_EQ(403, did.pauses);
	EXPECT_EQ(1, did.complaints);
	EXPECT_EQ(SIZE + 1, did.doorbells);
}

/* What the device says is that which can't be: it is said once, and nothing is sent. */
#define EXPECT_GIVEN_UP() \
	do { \
		EXPECT_EQ(WAIT_TIMEOUT, send_number(self->ext, 99)); \
		EXPECT_EQ(WAIT_TIMEOUT, send_number(self->ext, 99)); \
		EXPECT_EQ(1, did.complaints); \
		EXPECT_EQ(0, did.pauses); \
	} while (0)

TEST_F(queue, more_answers_than_requests)
{
	ASSERT_EQ(NO_ERROR, send_number(self->ext, 0));
	answer(self->ext, given(self->ext, 0));
	answer(self->ext, given(self->ext, 0));
	EXPECT_GIVEN_UP();
}

TEST_F(queue, an_index_that_leaps)
{
	ASSERT_EQ(NO_ERROR, send_number(self->ext, 0));
	VgCursorUsed(self->ext)->Index = 0xffff;
	EXPECT_GIVEN_UP();
}

TEST_F(queue, an_answer_to_nobody)
{
	ASSERT_EQ(NO_ERROR, send_number(self->ext, 0));
	answer(self->ext, SIZE);
	EXPECT_GIVEN_UP();
}

TEST_F(queue, an_answer_to_a_number_far_beyond)
{
	ASSERT_EQ(NO_ERROR, send_number(self->ext, 0));
	answer(self->ext, 0xffffffff);
	EXPECT_GIVEN_UP();
}

TEST_F(queue, an_answer_twice)
{
	ASSERT_EQ(NO_ERROR, send_number(self->ext, 0));
	ASSERT_EQ(NO_ERROR, send_number(self->ext, 1));
	answer(self->ext, given(self->ext, 0));
	answer(self->ext, given(self->ext, 0));
	EXPECT_GIVEN_UP();
}

/* A reset puts it right. */
TEST_F(queue, reset)
{
	answer(self->ext, 3);
	EXPECT_GIVEN_UP();
	VgCursorForget(self->ext);
	EXPECT_FALSE(VgCursorIsThere(self->ext));
	EXPECT_EQ(WAIT_TIMEOUT, send_number(self->ext, 0));
	VgCursorBuild(self->ext, SIZE, &register_of_doorbell);
	EXPECT_EQ(NO_ERROR, send_number(self->ext, 0));
	EXPECT_TRUE(has(self->ext, 0));
	EXPECT_EQ(1, did.complaints);
}

TEST_HARNESS_MAIN
