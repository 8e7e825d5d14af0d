/**
 * Makes a release of the distribution that a build has assembled: with a Java runtime of its own, native libraries as
 * files, man pages, completion, licence texts and a bill of materials; and refuses one in which a part is not named.
 * Only the Maven profile {@code release} compiles and runs this.
 */
package dev.smoothie.release;
