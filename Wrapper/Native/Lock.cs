#if !NET9_0_OR_GREATER
// .NET 8 has no System.Threading.Lock; the lock statement takes any object.
global using Lock = System.Object;
#endif
