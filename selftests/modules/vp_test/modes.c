// SPDX-License-Identifier: GPL-2.0
/* Three modes and a monitor that prefers the second */
#include "vp_test.h"
#include "requests.h"

static const struct {
	ULONG width;
	ULONG height;
} modes[] = {
	{ 640, 480 }, { 1024, 768 }, { 1920, 1080 },
};

/* EDID 1.3: 1024x768 at 60 Hz is the preferred timing */
static const UCHAR edid[128] = {
	0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00,
	0x5a, 0x94, 0x01, 0x00, 0x01, 0x00, 0x00, 0x00,
	0x01, 0x20, 0x01, 0x03, 0x80, 0x20, 0x18, 0x78,
	0x0a, 0x0d, 0xc9, 0xa0, 0x57, 0x47, 0x98, 0x27,
	0x12, 0x48, 0x4c, 0x00, 0x00, 0x00, 0x01, 0x01,
	0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
	0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
	/* 65 MHz, 1024 + 320 by 768 + 38 */
	0x64, 0x19, 0x00, 0x40, 0x41, 0x00, 0x26, 0x30,
	0x18, 0x88, 0x36, 0x00, 0x40, 0xf0, 0x00, 0x00,
	0x00, 0x18,
	/* a name */
	0x00, 0x00, 0x00, 0xfc, 0x00, 'v', 'p', '_', 't', 'e', 's', 't',
	'\n', ' ', ' ', ' ', ' ', ' ',
};

static void fill_mode(PVIDEO_MODE_INFORMATION info, ULONG index)
{
	memset(info, 0, sizeof(*info));
	info->Length = sizeof(*info);
	info->ModeIndex = index;
	info->VisScreenWidth = modes[index].width;
	info->VisScreenHeight = modes[index].height;
	info->ScreenStride = modes[index].width * 4;
	info->NumberOfPlanes = 1;
	info->BitsPerPlane = 32;
	info->Frequency = 60;
	info->NumberRedBits = 8;
	info->NumberGreenBits = 8;
	info->NumberBlueBits = 8;
	info->RedMask = 0xff0000;
	info->GreenMask = 0x00ff00;
	info->BlueMask = 0x0000ff;
	info->AttributeFlags = VIDEO_MODE_COLOR | VIDEO_MODE_GRAPHICS;
}

static VP_STATUS count_modes(PVIDEO_REQUEST_PACKET p)
{
	PVIDEO_NUM_MODES num = p->OutputBuffer;

	if (p->OutputBufferLength < sizeof(*num))
		return ERROR_INSUFFICIENT_BUFFER;

	num->NumModes = vpt_fails("modes") ? 0x10000000 : ARRAY_SIZE(modes);
	num->ModeInformationLength = sizeof(VIDEO_MODE_INFORMATION);
	p->StatusBlock->Information = sizeof(*num);
	return NO_ERROR;
}

static VP_STATUS list_modes(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	PVIDEO_MODE_INFORMATION info = p->OutputBuffer;
	ULONG i;

	if (p->OutputBufferLength < ARRAY_SIZE(modes) * sizeof(*info))
		return ERROR_INSUFFICIENT_BUFFER;

	for (i = 0; i < ARRAY_SIZE(modes); i++)
		fill_mode(&info[i], i);
	p->StatusBlock->Information = ARRAY_SIZE(modes) * sizeof(*info);
	if (vpt_fails("modes-locked") &&
	    !VideoPortLockBuffer(t, info, p->OutputBufferLength,
				 VpModifyAccess))
		return ERROR_NOT_ENOUGH_MEMORY;
	return NO_ERROR;
}

static VP_STATUS current_mode(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	if (p->OutputBufferLength < sizeof(VIDEO_MODE_INFORMATION))
		return ERROR_INSUFFICIENT_BUFFER;

	fill_mode(p->OutputBuffer, t->mode);
	p->StatusBlock->Information = sizeof(VIDEO_MODE_INFORMATION);
	return NO_ERROR;
}

static VP_STATUS set_mode(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	PVIDEO_MODE mode = p->InputBuffer;

	if (p->InputBufferLength < sizeof(*mode))
		return ERROR_INSUFFICIENT_BUFFER;
	if (mode->RequestedMode >= ARRAY_SIZE(modes))
		return ERROR_INVALID_PARAMETER;

	t->mode = mode->RequestedMode;
	return NO_ERROR;
}

static VP_STATUS handle(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	switch (p->IoControlCode) {
	case IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES:
		return count_modes(p);
	case IOCTL_VIDEO_QUERY_AVAIL_MODES:
		return list_modes(t, p);
	case IOCTL_VIDEO_QUERY_CURRENT_MODE:
		return current_mode(t, p);
	case IOCTL_VIDEO_SET_CURRENT_MODE:
		return set_mode(t, p);
	case IOCTL_VIDEO_RESET_DEVICE:
		return NO_ERROR;
	default:
		return vpt_display_request(t, p);
	}
}

BOOLEAN vpt_start_io(PVOID ext, PVIDEO_REQUEST_PACKET packet)
{
	vpt_log_call(ext, "start-io", "code=%#x", packet->IoControlCode);
	if (packet->IoControlCode >= VPT_CODE(0))
		return vpt_request(ext, packet);
	packet->StatusBlock->Information = 0;
	packet->StatusBlock->Status = handle(ext, packet);
	return TRUE;
}

VP_STATUS vpt_child(PVOID ext, PVIDEO_CHILD_ENUM_INFO info,
		    PVIDEO_CHILD_TYPE type, PUCHAR descriptor, PULONG uid,
		    PULONG unused)
{
	UCHAR sum = 0;
	int i;

	vpt_log_call(ext, "get-child", "index=%u", info->ChildIndex);
	/* Number 0 stands for what ACPI knows of; the monitor is number 2. */
	if (info->ChildIndex < 2)
		return VIDEO_ENUM_INVALID_DEVICE;
	if (info->ChildIndex > 2 || vpt_fails("child"))
		return VIDEO_ENUM_NO_MORE_DEVICES;

	*type = Monitor;
	*uid = 1;
	if (descriptor && info->ChildDescriptorSize >= sizeof(edid)) {
		memcpy(descriptor, edid, sizeof(edid));
		for (i = 0; i < sizeof(edid) - 1; i++)
			sum += edid[i];
		descriptor[sizeof(edid) - 1] = -sum;
	}
	return VIDEO_ENUM_MORE_DEVICES;
}
