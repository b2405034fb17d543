namespace TorchBridge.Native;

/// <summary>
/// The stores through which the processes of a group find each other. A store has keys with values that all processes see.
/// </summary>
internal static unsafe class C10dStores
{
    private const int OptionsSize = 256;      // larger than the structs; fields that newer versions append are 0

    /// <summary>A store over TCP. The server process keeps the store, and the others connect to it.</summary>
    /// <exception cref="C10dException">The port is in use, no process listens, or not all processes connected in time.</exception>
    public static C10dObject Tcp(string host, int port, int worldSize, bool isServer, TimeSpan timeout)
    {
        byte* options = stackalloc byte[OptionsSize];      // TCPStoreOptions
        new Span<byte>(options, OptionsSize).Clear();
        *(ushort*)options = (ushort)port;
        options[2] = isServer ? (byte)1 : (byte)0;
        *(long*)(options + 8) = worldSize;      // optional<size_t>: the value, then the flag that it has one
        options[16] = 1;
        options[24] = 1;      // waitWorkers
        *(long*)(options + 32) = C10dCall.Milliseconds(timeout);
        options[40] = 1;      // multiTenant: ranks that are threads of one process share the server
        options[52] = 1;      // useLibUV
        using C10dText name = new(host);
        return C10dObject.Construct(C10dExports.TcpStore, name.Address, (long)options);
    }

    /// <summary>
    /// A store in a file. Its folder must exist and be visible to all processes. The last process that closes it deletes it.
    /// </summary>
    public static C10dObject File(string path, int worldSize, TimeSpan timeout)
    {
        using C10dText name = new(path);
        C10dObject store = C10dObject.Construct(C10dExports.FileStore, name.Address, worldSize);
        using C10dObject.Use use = new(store);
        long milliseconds = C10dCall.Milliseconds(timeout);
        C10dCall.Run(C10dExports.SetTimeout, use.Target, (long)&milliseconds);
        return store;
    }

    /// <summary>Another view of a store, in which every key begins with a prefix.</summary>
    public static C10dObject Prefixed(string prefix, C10dObject store)
    {
        using C10dText name = new(prefix);
        C10dObject.Passed passed = new(store);
        try
        {
            return C10dObject.Construct(C10dExports.PrefixStore, name.Address, (long)&passed.Slot);
        }
        finally
        {
            passed.Dispose();
        }
    }
}
