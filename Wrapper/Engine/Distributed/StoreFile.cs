using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace TorchBridge.Engine.Distributed;

/// <summary>
/// The file of a FileStore. It contains keys and values one after the other, each preceded by its length in four bytes. LibTorch waits
/// without end if the folder does not exist, and it uses the addresses of an earlier run if the file is left from that run. Both are
/// refused here.
/// </summary>
internal static class StoreFile
{
    private static readonly TimeSpan s_longestLock = TimeSpan.FromSeconds(5);

    public static void Check(string api, MeetingPoint point, string prefix)
    {
        string path = point.Path!;
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw DistributedMessages.NoFolder(api, point.Rank, path);
        if (Directory.Exists(path))
            throw DistributedMessages.NotAStoreFile(api, point.Rank, path);
        byte[] content;
        try
        {
            content = Read(path);
        }
        catch (FileNotFoundException)      // another process may have made it since; then it is not stale
        {
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DistributedMessages.CannotMeet(api, point.Rank, path, e.Message.TrimEnd('.'), e);
        }
        string own = $"/{prefix}/0/{point.Rank}";      // where Gloo puts this rank's address
        foreach (string text in Texts(content) ?? throw DistributedMessages.NotAStoreFile(api, point.Rank, path))
            if (text == own)
                throw DistributedMessages.StaleFile(api, point.Rank, path);
    }

    /// <summary>The texts in the file, as far as they are written; null if it has another format.</summary>
    private static List<string>? Texts(ReadOnlySpan<byte> content)
    {
        var texts = new List<string>();
        while (content.Length >= sizeof(int))
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(content);
            content = content[sizeof(int)..];
            if (length < 0 || length > 1 << 24)
                return null;
            if (length > content.Length)      // another process is writing it
                return texts;
            texts.Add(Encoding.UTF8.GetString(content[..length]));
            content = content[length..];
        }
        return content.IsEmpty ? texts : null;
    }

    /// <summary>The file's bytes. LibTorch locks the file while it writes a key, and .NET can't open it then.</summary>
    private static byte[] Read(string path)
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(2))
            try
            {
                return File.ReadAllBytes(path);
            }
            catch (IOException e) when (e is not FileNotFoundException && waited.Elapsed < s_longestLock)
            {
                // try again
            }
    }
}
