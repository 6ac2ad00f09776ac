#ifndef DRIVE_READER_WIRE_H
#define DRIVE_READER_WIRE_H

#include "drive/open.h"

#include <stdatomic.h>
#include <sys/types.h>

/* What the two ends of a reader process and their test share; nobody else includes this. */

/* The child is started with a SOCK_SEQPACKET socket and a file of memory on these, and nothing else but /dev/null. */
enum { READER_SOCKET = 3, READER_MEMORY = 4 };

/* One packet asks, one answers. */
enum reader_op {
	READER_OPEN, READER_READ, READER_READ_FRESH, READER_MEDIUM, READER_POLL, READER_SPEED, READER_TRAY,
	READER_ABILITIES, READER_RETRIES, READER_CLOSE,
};

struct reader_call {
	enum reader_op op;
	struct span at;		/* of a read */
	unsigned kb_per_s;
	enum tray_action tray;
	int retries;
	struct drive_abilities abilities;	/* what is known already */
	struct drive_settings settings;		/* of OPEN, with the path */
	char path[256];
};

struct reader_answer {
	enum reader_op op;	/* the one that was asked */
	enum status st;
	pid_t pid;		/* of the child */
	/* the drive as it is now */
	struct drive_id id;
	int sector_size;
	int32_t max_sectors;
	unsigned speed;
	int remark;		/* reader_text_number() */
	/* the outcome; the sectors that were read stand in the memory */
	struct read_info got;
	struct medium medium;
	struct drive_abilities abilities;
	struct fault fault;	/* without its reason */
	int reason;		/* reader_text_number() */
};

/*
 * The memory: this, and from READER_DATA on the sectors. It tells at which command the drive is. Written by the parent
 * when it asks and when it was answered, by the child in between; read by any thread of the parent.
 */
enum { READER_DATA = 4096 };
struct reader_memory {
	_Atomic uint32_t turn;		/* odd while the rest is being written */
	_Atomic int32_t lsn;
	_Atomic int64_t since_ns;
	_Atomic uint64_t command[3];	/* the bytes of its name */
};

/* `command` NULL: none. */
void reader_note(struct reader_memory *m, const char *command, int32_t lsn);
/* False: whoever was writing has died over it. */
bool reader_look(struct reader_memory *m, struct drive_now *now);

/* Texts of faults and remarks must be in static storage: they cross as numbers. -1: NULL, or not in the table. */
int reader_text_number(const char *text);
const char *reader_text(int number);

/* One packet, whole. False: the other end is gone, or does not speak this language. */
bool reader_send(int sock, const void *packet, size_t len);
bool reader_receive(int sock, void *packet, size_t len);

/* reader_main() with a back end of the caller's choice. */
typedef enum status reader_opener(const char *path, const struct drive_settings *s, struct command_watch *w,
				  struct drive **out, struct fault *f);
int reader_serve(reader_opener *open);

/* The process that serves this drive, which reader_open() has made. */
pid_t reader_pid(const struct drive *d);

#endif
