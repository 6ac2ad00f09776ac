#include "config.h"
#include "drive/reader_wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "atomics work between processes");
_Static_assert(sizeof(struct reader_memory) <= READER_DATA, "the sectors stand behind it");
_Static_assert(sizeof((struct reader_memory *)0)->command == sizeof((struct drive_now *)0)->command, "names fit");

/* A writer holds a turn for some stores only. */
enum { TRIES = 100000 };

/*
 * All that a back end that node_open() can give says to the user about faults and remarks. A text that is missing here
 * is told in English; tests/drive/texts.sh names it.
 */
static const char *const texts[] = {
	/* block.c */
	N_("reads go through the system's cache: the good neighbour of a bad sector may seem bad"),
	N_("the file is read through the system's cache"),
	N_("this is a folder, not a disc or an image of one"),
	N_("this is neither a block device nor a file"),
	N_("the file is empty"),
	N_("it was replaced while it was being opened"),
	N_("that sector size is not possible"),
	N_("the path is too long"),
	/* node.c */
	N_("permission denied: the device may be read by the members of this group"),
	/* mmc.c, mmc_id.c */
	N_("a drive is read by sectors of 2048 bytes"),
	N_("the connection cannot carry a sector"),
	N_("the drive does not say what it is"),
	N_("this is not an optical drive"),
	N_("another program had set the drive to hide errors; that is put right while it is read"),
	N_("the drive is set to hide errors, and does not let that be changed"),
	N_("the drive's name comes with wrong bits: the cable is bad, and so is what is read over it"),
	/* open.c */
	N_("the drive takes no commands, reads go through the cache: the good neighbour of a bad sector may seem bad"),
	N_("the drive takes no commands: it is read as a plain block device"),
};

int reader_text_number(const char *text)
{
	for (unsigned i = 0; text && i < ARRAY_LEN(texts); i++)
		if (strcmp(texts[i], text) == 0)
			return (int)i;
	return -1;
}

const char *reader_text(int number)
{
	return number >= 0 && (unsigned)number < ARRAY_LEN(texts) ? texts[number] : NULL;
}

void reader_note(struct reader_memory *m, const char *command, int32_t lsn)
{
	uint64_t words[ARRAY_LEN(m->command)] = { 0 };
	uint32_t turn = atomic_load(&m->turn);
	size_t len = command ? strlen(command) : 0;

	if (len > sizeof words - 1)
		len = sizeof words - 1;
	if (len > 0)
		memcpy(words, command, len);
	/* Odd already: the one before died over it. */
	atomic_store(&m->turn, turn | 1);
	for (unsigned i = 0; i < ARRAY_LEN(words); i++)
		atomic_store(&m->command[i], words[i]);
	atomic_store(&m->lsn, lsn);
	atomic_store(&m->since_ns, clock_now(clock_real()));
	atomic_store(&m->turn, (turn | 1) + 1);
}

bool reader_look(struct reader_memory *m, struct drive_now *now)
{
	for (int i = 0; i < TRIES; i++) {
		uint64_t words[ARRAY_LEN(m->command)];
		uint32_t turn = atomic_load(&m->turn);

		for (unsigned k = 0; k < ARRAY_LEN(words); k++)
			words[k] = atomic_load(&m->command[k]);
		now->lsn = atomic_load(&m->lsn);
		now->since_ns = atomic_load(&m->since_ns);
		if ((turn & 1) == 0 && atomic_load(&m->turn) == turn) {
			memcpy(now->command, words, sizeof now->command);
			return true;
		}
	}
	return false;
}

bool reader_send(int sock, const void *packet, size_t len)
{
	ssize_t n;

	do
		n = send(sock, packet, len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)len;
}

bool reader_receive(int sock, void *packet, size_t len)
{
	ssize_t n;

	do
		n = recv(sock, packet, len, MSG_TRUNC);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)len;
}
