#ifndef FAKESR_NODE_H
#define FAKESR_NODE_H

#include "sim/sim.h"
#include "tests/fakesr/wire.h"

#include <pthread.h>

/*
 * The simulated drives as Linux shows them: nodes sr0, sr1..., open files of them, and what lies between those and a
 * CDB, after drivers/scsi/sr.c, drivers/cdrom/cdrom.c, drivers/scsi/scsi_ioctl.c and block/ of Linux 6.1. Every function
 * gives 0 or an errno. Any thread may call.
 */

enum { NODES = 16, PAGE = 4096, PAGES = 2048, FRAME = 2048 };

struct pages;

struct node {
	int drive;		/* in the scenario */
	struct transport *transport;
	pthread_mutex_t queue;	/* one command at a time; guards what the comment below says */
	/* guarded by the system's lock */
	int minor;		/* -1: it is not plugged in */
	unsigned generation;	/* counts its comings: files opened before are dead */
	int openers;
	int exclusive;		/* handle of the one that opened it O_EXCL; 0 */
	char mounted[64];	/* where: the system itself holds it; empty */
	bool forbidden;
	int options;		/* CDO_ */
	bool keep_locked;	/* by CDROM_LOCKDOOR, which outlives the files */
	unsigned changes, changes_told;
	int64_t gate;		/* reads of this sector wait here; -1 */
	bool at_gate;		/* one does */
	/* guarded by `queue` */
	bool stale;		/* a unit attention was seen: to be looked at by the next who opens it */
	bool changed;		/* and it was seen in the middle: no block reads until then */
	int64_t capacity;	/* in units of 512 bytes */
	struct pages *pages;
};

struct file {
	uint32_t handle;
	struct node *node;
	unsigned generation;
	int minor;		/* stays taken as long as this is open */
	int flags;
	int64_t at;
	int calls;		/* under way */
	bool closed;
};

struct system {
	pthread_mutex_t lock, plugging;	/* plugging: nothing is taken while it is waited for */
	pthread_cond_t gates;	/* a gate was reached, or opened */
	struct sim *world;
	struct node nodes[NODES];
	int count;
	struct file *files[1024];
	bool superuser;		/* programs have CAP_SYS_RAWIO */
	double pace;		/* n: seconds of the drives in one; 0: time is counted */
	int moment_ms;		/* then no command takes longer */
	const char *root;	/* a folder; see tree.c */
};

/* superuser, pace, moment_ms and root are set. */
int system_start(struct system *s, const char *scenario, struct fault *f);

/* Files. node_get and node_put enclose each call on a file. */
int node_open(struct system *s, int minor, int flags, struct wire_token *token);
void node_close(struct system *s, uint32_t handle);
int node_get(struct system *s, uint32_t handle, struct file **out);
void node_put(struct system *s, struct file *f);
bool node_is_there(struct system *s, int minor);
/* A drive that is in the world again gets a node: `wish`, or (-1) the first that is free. The node's number, or -1. With
 * `plugging` locked. */
int node_plug(struct system *s, struct node *n, int wish);
bool node_is_gone(struct system *s, const struct node *n);
void node_unplug(struct system *s, struct node *n);
/* What fcntl(F_SETFL) makes of a file's flags. */
int node_new_flags(int old, int wanted);

int node_seek(struct system *s, struct file *f, int64_t by, int whence, int64_t *out);

/* block.c: read(2). `at` -1: where the file stands. aligned: the program's buffer is, as O_DIRECT needs it. *got: bytes. */
int block_read(struct system *s, struct file *f, int64_t at, bool aligned, uint8_t *buf, uint32_t len, uint32_t *got);
/* Forgets what is cached. With the queue locked. */
void block_forget(struct node *n);

/* scsi.c */
/* What a program asks for: the filter for those who may not do all, the limits of the queue. */
int scsi_pass(struct system *s, struct file *f, struct wire_command *c, uint8_t *data);
/* A command of the kernel's own, with the queue locked; 0, or EIO, ENODEV. Sense is in c. */
int scsi_run(struct system *s, struct node *n, unsigned generation, struct wire_command *c, uint8_t *data);
/* The same, with the queue not locked; retried as the sr driver does: key in *key (0: fine). */
struct scsi_sense {
	uint8_t key, asc, ascq;
	bool has_lsn;
	uint32_t lsn;
};
int scsi_command(struct system *s, struct file *f, const uint8_t *cdb, int cdb_len, uint8_t *data, uint32_t len,
		 uint32_t *got, struct scsi_sense *sense);
struct scsi_sense scsi_decode(const struct wire_command *c);
/* TEST UNIT READY until no unit attention is left; those are noted in the node. With the queue locked. */
int scsi_ready(struct system *s, struct node *n, unsigned generation, struct scsi_sense *sense);
/* Takes the size of the disc, if there is one. With the queue locked. */
void scsi_revalidate(struct system *s, struct node *n, unsigned generation);
/* The kernel's look at the drive every two seconds (GET EVENT STATUS NOTIFICATION, TEST UNIT READY). */
void scsi_poll(struct system *s, struct node *n);
uint32_t scsi_max_bytes(const struct node *n);

/* uniform.c: ioctls. `data` holds the argument, and then the answer. */
int uniform_ioctl(struct system *s, struct file *f, const struct wire_ioctl *row, int32_t number, uint8_t *data,
		  int64_t *value);
int uniform_door(struct system *s, struct file *f, bool lock);

/* dvd.c: DVD_READ_STRUCT. `arg` is a dvd_struct. */
int dvd_structure(struct system *s, struct file *f, uint8_t *arg);

/* tree.c: what Linux tells of the drives in files. With the drive's queue locked. */
int tree_with(struct system *s, struct node *n, int minor);
void tree_without(struct system *s, int minor);
/* What is mounted, /proc/self/mountinfo. With the system's lock. */
void tree_mounts(struct system *s);

/* hand.c: what hands do, and what only a test may ask. The answer is a line of text. */
int hand_do(struct system *s, const char *command, char *answer, uint32_t size);

#endif
