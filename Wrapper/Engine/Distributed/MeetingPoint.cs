using System.Globalization;

namespace TorchBridge.Engine.Distributed;

/// <summary>
/// The address where the processes of a group meet, and the rank of this process: the values of PyTorch's init_method, rank and world_size.
/// </summary>
/// <param name="Address">The address as text, the same in every process of this machine.</param>
/// <param name="Rank">This process's number.</param>
/// <param name="WorldSize">How many processes there are.</param>
internal sealed record MeetingPoint(string Address, int Rank, int WorldSize)
{
    private const string Tcp = "tcp://", File = "file://", Environment = "env://";

    /// <summary>The server's name, if they meet over TCP.</summary>
    public string? Host { get; private init; }

    /// <summary>The server's port.</summary>
    public int Port { get; private init; }

    /// <summary>The path of the file, if they meet through a file.</summary>
    public string? Path { get; private init; }

    /// <summary>Whether torchrun's agent is the server.</summary>
    public bool IsAgents { get; private init; }

    public static MeetingPoint Parse(string api, string initMethod, int? rank, int? worldSize)
    {
        if (!initMethod.StartsWith(Environment, StringComparison.Ordinal) && !initMethod.StartsWith(Tcp, StringComparison.Ordinal)
            && !initMethod.StartsWith(File, StringComparison.Ordinal) || initMethod.Contains('?', StringComparison.Ordinal))
            throw ArgumentMessages.UnknownInitMethod(api, nameof(initMethod), initMethod);
        int size = worldSize ?? Variable(api, "WORLD_SIZE", 1, int.MaxValue);
        if (size < 1)
            throw ArgumentMessages.WorldSizeOutOfRange(api, nameof(worldSize), size);
        int own = rank ?? Variable(api, "RANK", 0, int.MaxValue);
        if (own < 0 || own >= size)
            throw ArgumentMessages.RankOutOfRange(api, nameof(rank), own, size);
        if (initMethod.StartsWith(File, StringComparison.Ordinal))
            return InFile(api, initMethod, own, size);
        return initMethod.StartsWith(Tcp, StringComparison.Ordinal) ? OverTcp(api, initMethod, own, size) : FromEnvironment(api, own, size);
    }

    private static MeetingPoint InFile(string api, string initMethod, int rank, int worldSize)
    {
        if (!Uri.TryCreate(initMethod, UriKind.Absolute, out Uri? uri) || uri.Host.Length > 0 || uri.LocalPath.TrimEnd('/').Length == 0)
            throw ArgumentMessages.UnknownInitMethod(api, nameof(initMethod), initMethod);
        return new(uri.LocalPath, rank, worldSize) { Path = uri.LocalPath };
    }

    private static MeetingPoint OverTcp(string api, string initMethod, int rank, int worldSize)
    {
        if (!Uri.TryCreate(initMethod, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.Port < 1)
            throw ArgumentMessages.UnknownInitMethod(api, nameof(initMethod), initMethod);
        return new($"{uri.Host}:{uri.Port}", rank, worldSize) { Host = uri.DnsSafeHost, Port = uri.Port };
    }

    /// <summary>Reads the environment variables that torchrun sets. Other launchers must set them too.</summary>
    private static MeetingPoint FromEnvironment(string api, int rank, int worldSize)
    {
        string host = Text(api, "MASTER_ADDR");
        int port = Variable(api, "MASTER_PORT", 1, ushort.MaxValue);
        bool isAgents = string.Equals(System.Environment.GetEnvironmentVariable("TORCHELASTIC_USE_AGENT_STORE"), bool.TrueString,
            StringComparison.OrdinalIgnoreCase);
        return new($"{host}:{port}", rank, worldSize) { Host = host, Port = port, IsAgents = isAgents };
    }

    private static string Text(string api, string name) =>
        System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value
            : throw DistributedMessages.NoVariable(api, -1, name);

    private static int Variable(string api, string name, int least, int most)
    {
        string text = Text(api, name);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value : throw DistributedMessages.NotANumber(api, -1, name, text);
    }
}
