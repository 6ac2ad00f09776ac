#ifndef TESTS_DRIVE_READERPROG_H
#define TESTS_DRIVE_READERPROG_H

#include <stdint.h>

/* The drive "fake:FOLDER" of readerprog, which its test knows, too. */
enum {
	FAKE_MOST = 32,		/* sectors a read */
	FAKE_GATE = 900,	/* a read from here waits: pipes "started" and "gate" in the folder */
	FAKE_CRASH = 901,
	FAKE_BAD = 902,		/* two good sectors, then a bad one */
	FAKE_READ_S = 7,	/* by the drive's clock */
};

/* What the disc holds: byte i of sector lsn. */
static inline uint8_t fake_byte(int32_t lsn, int i)
{
	return (uint8_t)((uint32_t)lsn * 131u + (uint32_t)i * 7u + (uint32_t)(i >> 8));
}

#endif
