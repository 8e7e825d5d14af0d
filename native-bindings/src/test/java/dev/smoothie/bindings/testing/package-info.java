/**
 * Doubles of libraries that need hardware, for the tests of this module and of those that use it. It is a package of
 * its own, since a module's packages cannot be added to from outside. Nothing enters that computes for a user.
 */
package dev.smoothie.bindings.testing;
