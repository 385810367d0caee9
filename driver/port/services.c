// SPDX-License-Identifier: GPL-2.0
/*
 * Services: tables of functions that a miniport asks for at run time. They live
 * as long as the port driver, which a miniport's module pins, so references
 * are not counted.
 */
#include <linux/kernel.h>
#include <linux/module.h>

#include "adapter.h"
#include "hardware/i2c.h"
#include "hardware/int10.h"
#include "video.h"

static VOID vp_service_reference(PVOID Context)
{
}

static struct vp_i2c vp_i2c_1(void *ext, const I2C_CALLBACKS *line)
{
	return (struct vp_i2c) {
		.ext = ext,
		.line = *line,
		.delay = VP_I2C_DELAY,
	};
}

static BOOLEAN vp_i2c_start_1(PVOID HwDeviceExtension,
			      PI2C_CALLBACKS I2CCallbacks)
{
	struct vp_i2c bus = vp_i2c_1(HwDeviceExtension, I2CCallbacks);

	return vp_i2c_start(&bus);
}

static BOOLEAN vp_i2c_stop_1(PVOID HwDeviceExtension,
			     PI2C_CALLBACKS I2CCallbacks)
{
	struct vp_i2c bus = vp_i2c_1(HwDeviceExtension, I2CCallbacks);

	return vp_i2c_stop(&bus);
}

static BOOLEAN vp_i2c_write_1(PVOID HwDeviceExtension,
			      PI2C_CALLBACKS I2CCallbacks, PUCHAR Buffer,
			      ULONG Length)
{
	struct vp_i2c bus = vp_i2c_1(HwDeviceExtension, I2CCallbacks);

	return vp_i2c_write(&bus, Buffer, Length);
}

/* Version 1 cannot say that there is more to come. */
static BOOLEAN vp_i2c_read_1(PVOID HwDeviceExtension,
			     PI2C_CALLBACKS I2CCallbacks, PUCHAR Buffer,
			     ULONG Length)
{
	struct vp_i2c bus = vp_i2c_1(HwDeviceExtension, I2CCallbacks);

	return vp_i2c_read(&bus, Buffer, Length, true);
}

static struct vp_i2c vp_i2c_2(void *ext, const VIDEO_I2C_CONTROL *control)
{
	return (struct vp_i2c) {
		.ext = ext,
		.line.WriteClockLine = control->WriteClockLine,
		.line.WriteDataLine = control->WriteDataLine,
		.line.ReadClockLine = control->ReadClockLine,
		.line.ReadDataLine = control->ReadDataLine,
		/* udelay() takes no more than a millisecond at a time. */
		.delay = control->I2CDelay ?
			 min(DIV_ROUND_UP(control->I2CDelay, 10U), 1000U) :
			 VP_I2C_DELAY,
	};
}

static BOOLEAN vp_i2c_start_2(PVOID HwDeviceExtension,
			      PVIDEO_I2C_CONTROL I2CControl)
{
	struct vp_i2c bus = vp_i2c_2(HwDeviceExtension, I2CControl);

	return vp_i2c_start(&bus);
}

static BOOLEAN vp_i2c_stop_2(PVOID HwDeviceExtension,
			     PVIDEO_I2C_CONTROL I2CControl)
{
	struct vp_i2c bus = vp_i2c_2(HwDeviceExtension, I2CControl);

	return vp_i2c_stop(&bus);
}

static BOOLEAN vp_i2c_write_2(PVOID HwDeviceExtension,
			      PVIDEO_I2C_CONTROL I2CControl, PUCHAR Buffer,
			      ULONG Length)
{
	struct vp_i2c bus = vp_i2c_2(HwDeviceExtension, I2CControl);

	return vp_i2c_write(&bus, Buffer, Length);
}

static BOOLEAN vp_i2c_read_2(PVOID HwDeviceExtension,
			     PVIDEO_I2C_CONTROL I2CControl, PUCHAR Buffer,
			     ULONG Length, BOOLEAN EndOfRead)
{
	struct vp_i2c bus = vp_i2c_2(HwDeviceExtension, I2CControl);

	return vp_i2c_read(&bus, Buffer, Length, EndOfRead);
}

static const VIDEO_PORT_I2C_INTERFACE vp_i2c_interface_1 = {
	.Size = sizeof(vp_i2c_interface_1),
	.Version = VIDEO_PORT_I2C_INTERFACE_VERSION_1,
	.InterfaceReference = vp_service_reference,
	.InterfaceDereference = vp_service_reference,
	.I2CStart = vp_i2c_start_1,
	.I2CStop = vp_i2c_stop_1,
	.I2CWrite = vp_i2c_write_1,
	.I2CRead = vp_i2c_read_1,
};

static const VIDEO_PORT_I2C_INTERFACE_2 vp_i2c_interface_2 = {
	.Size = sizeof(vp_i2c_interface_2),
	.Version = VIDEO_PORT_I2C_INTERFACE_VERSION_2,
	.InterfaceReference = vp_service_reference,
	.InterfaceDereference = vp_service_reference,
	.I2CStart = vp_i2c_start_2,
	.I2CStop = vp_i2c_stop_2,
	.I2CWrite = vp_i2c_write_2,
	.I2CRead = vp_i2c_read_2,
};

static const VIDEO_PORT_DEBUG_REPORT_INTERFACE vp_report_interface = {
	.Size = sizeof(vp_report_interface),
	.Version = VIDEO_PORT_DEBUG_REPORT_INTERFACE_VERSION_1,
	.InterfaceReference = vp_service_reference,
	.InterfaceDereference = vp_service_reference,
	.DbgReportCreate = VideoPortDbgReportCreate,
	.DbgReportSecondaryData = VideoPortDbgReportSecondaryData,
	.DbgReportComplete = VideoPortDbgReportComplete,
};

static const VIDEO_PORT_INT10_INTERFACE vp_int10_interface = {
	.Size = sizeof(vp_int10_interface),
	.Version = VIDEO_PORT_INT10_INTERFACE_VERSION_1,
	.InterfaceReference = vp_service_reference,
	.InterfaceDereference = vp_service_reference,
	.Int10AllocateBuffer = vp_int10_allocate,
	.Int10FreeBuffer = vp_int10_free,
	.Int10ReadMemory = vp_int10_read,
	.Int10WriteMemory = vp_int10_write,
	.Int10CallBios = vp_int10_bios,
};

static const char * const vp_service_names[] = {
	[VideoPortServicesAGP] = "AGP",
	[VideoPortServicesI2C] = "I2C",
	[VideoPortServicesHeadless] = "Headless",
	[VideoPortServicesInt10] = "Int10",
	[VideoPortServicesDebugReport] = "DebugReport",
	[VideoPortServicesWCMemoryProtection] = "WCMemoryProtection",
};

/* A miniport that can do without goes on; one that can't would leave no trace. */
static void vp_service_refuse(void *ext, unsigned int type, const INTERFACE *asked,
			      void *caller)
{
	const char *name = type < ARRAY_SIZE(vp_service_names) ? vp_service_names[type] : NULL;

	vp_warn(vp_adapter_of(ext), "VideoPortQueryServices: there is no service %u (%s) of version %u and %u bytes, called from %pS\n",
		type, name ?: "of no name", asked->Version, asked->Size, caller);
}

static const struct {
	VIDEO_PORT_SERVICES type;
	const void *interface;
} vp_services[] = {
	{ VideoPortServicesI2C, &vp_i2c_interface_1 },
	{ VideoPortServicesI2C, &vp_i2c_interface_2 },
	{ VideoPortServicesInt10, &vp_int10_interface },
	{ VideoPortServicesDebugReport, &vp_report_interface },
};

/* Of a video BIOS that is another device's nobody could make use. */
static bool vp_service_is(unsigned int i, void *ext, VIDEO_PORT_SERVICES type)
{
	return vp_services[i].type == type &&
	       (type != VideoPortServicesInt10 || vp_int10_has_bios(vp_adapter_of(ext)));
}

VP_STATUS VideoPortQueryServices(PVOID HwDeviceExtension,
				 VIDEO_PORT_SERVICES ServicesType,
				 PINTERFACE Interface)
{
	VP_STATUS status = ERROR_INVALID_FUNCTION;
	const INTERFACE *ours;
	unsigned int i;

	if (!Interface)
		return ERROR_INVALID_PARAMETER;
	for (i = 0; i < ARRAY_SIZE(vp_services); i++) {
		if (!vp_service_is(i, HwDeviceExtension, ServicesType))
			continue;
		ours = vp_services[i].interface;
		status = ERROR_INVALID_PARAMETER;
		if (Interface->Size == ours->Size &&
		    Interface->Version == ours->Version) {
			memcpy(Interface, ours, ours->Size);
			Interface->Context = HwDeviceExtension;
			return NO_ERROR;
		}
	}
	vp_service_refuse(HwDeviceExtension, ServicesType, Interface,
			  __builtin_return_address(0));
	return status;
}
EXPORT_SYMBOL_GPL(VideoPortQueryServices);
