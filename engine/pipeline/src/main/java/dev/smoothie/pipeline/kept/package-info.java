/**
 * Keeps vectors of texts on the disk, so that a text is embedded once for all commands: found by digests of the text and
 * of all that its vector depends on, and checked before use. Texts are never stored; what embeds them is not known here.
 *
 * <p>
 * <b>Layout.</b> {@code CACHE/vectors/IDENTITY/WRITER-NUMBER.vectors}, where an identity is a digest of all that vectors
 * depend on besides the text. Such a segment holds records of one size: {@link dev.smoothie.pipeline.kept.Segment} says
 * how. A process appends to segments that no other process appends to, record by record, vector first and key after it;
 * so a process that is killed loses the record that it was writing, and readers need no lock. Every record has a checksum
 * over identity, key and vector: what is torn, damaged or from elsewhere counts as unknown. Segments that were not used
 * for the longest time are deleted when a new one would not fit the limit.
 *
 * <p>
 * <b>Looking up</b> is a join: the digests of the texts that are wanted, a window of them, are a hash table in memory, and
 * the keys of all segments are read past it. An index of what is stored, on the heap or on the disk, is not needed: 4 GB of
 * vectors of 384 numbers have 62 MB of keys.
 *
 * <p>
 * <b>Why no library.</b> What is stored is only appended and never updated, lost entries do no harm, and several processes
 * write at once. H2's MVStore, RocksDB and Xodus admit one process at a time; LMDB admits several, one of them writing, but
 * needs a native library, a map of fixed size, and a B-tree whose pages are written anew for each of millions of random
 * keys; and none of them checks the contents that it returns.
 */
package dev.smoothie.pipeline.kept;
