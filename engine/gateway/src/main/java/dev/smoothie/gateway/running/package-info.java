/** What a server needs beside its answers: keys, limits, certificates, counts, records and logs. */
package dev.smoothie.gateway.running;
