// SPDX-License-Identifier: GPL-2.0
/* Reports of trouble, as functions and as a service */
#include "vp_test.h"

/* As a service and as functions it is the same. */
static void debug_report(struct vpt_ext *t)
{
	PVIDEO_DEBUG_REPORT r = VideoPortDbgReportCreate(t, 0xea, 1, 2, 3, 4);
	VIDEO_PORT_DEBUG_REPORT_INTERFACE service = {
		.Size = sizeof(service),
		.Version = VIDEO_PORT_DEBUG_REPORT_INTERFACE_VERSION_1,
	};
	static UCHAR data[VIDEO_DEBUG_REPORT_MAX_SIZE + 128];

	if (!expect(t, r))
		return;
	expect_eq(t, VideoPortDbgReportSecondaryData(r, "text", 4), TRUE);
	expect_eq(t, VideoPortDbgReportSecondaryData(r, data, sizeof(data)),
		  FALSE);
	expect_eq(t, VideoPortDbgReportSecondaryData(r, data, 0xffffffff),
		  FALSE);
	expect_eq(t, VideoPortDbgReportSecondaryData(r, NULL, 4), FALSE);
	expect_eq(t, VideoPortDbgReportSecondaryData(r, data, 0x7f00), TRUE);
	if (!expect_eq(t, VideoPortQueryServices(t, VideoPortServicesDebugReport,
						 (PINTERFACE)&service),
		       NO_ERROR))
		return;
	expect(t, service.Context == t);
	service.DbgReportComplete(r);
	warns(t, "reports trouble 0xea");
	VideoPortDbgReportComplete(r);
	warns(t, "is no debug report");
	/* One that is left: removal takes it. */
	expect(t, VideoPortDbgReportCreate(t, 0, 0, 0, 0, 0));
}

const struct vpt_case vpt_report[] = {
	{ "api: debug report", debug_report },
	{ }
};
