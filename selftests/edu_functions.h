/* SPDX-License-Identifier: GPL-2.0 */
/* vp_edu's functions: what a test finds, binds, opens and asks */
#ifndef _SELFTESTS_EDU_FUNCTIONS_H
#define _SELFTESTS_EDU_FUNCTIONS_H

#include <stdbool.h>

#include <videoport.h>

#include "edu_ioctl.h"
#include "edu.h"

#define PCI "/sys/bus/pci"
#define DRIVER PCI "/drivers/vp_edu"

/* winerror.h's */
#define NO_ERROR 0
#define ERROR_INVALID_FUNCTION 1
#define ERROR_INVALID_PARAMETER 87
#define ERROR_INSUFFICIENT_BUFFER 122

struct function {
	const char *address;
	bool message;			/* its interrupt is to be one */
	int fd;
	unsigned int random;
	unsigned int transfers;
	unsigned char shadow[EDU_BUFFER_LENGTH];	/* what the device holds */
};

struct packet {
	EDU_TRANSFER transfer;
	unsigned char data[EDU_TRANSFER_MAX + 1];
};

/* 24 first */
extern const unsigned int widths[EDU_WIDTHS];

extern bool has_width[EDU_WIDTHS];	/* the machine has memory that it reaches */
extern unsigned int narrowest;		/* of these */

extern struct function functions[EDU_MAX];
extern int function_count;

/* 0 or an errno, with the miniport's status and count of bytes in r */
int edu_request(int fd, struct videoport_request *r, unsigned int code,
		const void *in, size_t in_length, void *out, size_t out_length);
bool edu_query(struct function *f, EDU_INFO *info);

/* Whether all interrupts of this machine are lines */
bool denies_messages(void);

/* Every other function is denied messages, which is seen when it is bound. */
void choose_interrupts(void);

/* The machine's edu functions; a test of none is skipped here. */
void find_functions(void);

/* As udev does when it sees a function, by nothing but the function's alias */
void load_by_alias(void);
bool open_all(void);

bool is_remapped(void);
void find_widths(void);

#endif
