namespace Examples.Protocol;

/// <summary>Lines of bytes from a stream. A line that is too long is skipped to its end and given as a single zero byte.</summary>
internal sealed class LineReader(Stream stream, int longest = LineReader.LongestLine)
{
    public const int LongestLine = 32 << 20;

    /// <summary>Stands for a line that was too long: no JSON text starts so.</summary>
    public static readonly ReadOnlyMemory<byte> TooLong = new byte[1];

    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private bool _skipping;

    /// <summary>Whether the next line is here already.</summary>
    public bool HasLine => _buffer.AsSpan(_start, _end - _start).Contains((byte)'\n');

    /// <summary>The next line without its line feed, valid until the next call; null at the end. Lines of white space are passed over.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        int searched = 0;
        while (true)
        {
            int feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, searched + feed);
                _start += searched + feed + 1;
                searched = 0;
                if (_skipping)
                {
                    _skipping = false;
                    return TooLong;
                }
                if (!IsBlank(line.Span))
                    return line;
                continue;
            }
            searched = _end - _start;
            if (searched > longest || _skipping)
                (_start, _end, searched, _skipping) = (0, 0, 0, true);
            if (!Fill())
                return Last();
        }
    }

    private ReadOnlyMemory<byte>? Last()
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, _end - _start);
        _start = _end;
        if (_skipping)
        {
            _skipping = false;
            return TooLong;
        }
        return IsBlank(line.Span) ? default(ReadOnlyMemory<byte>?) : line;
    }

    private bool Fill()
    {
        if (_end == _buffer.Length)
        {
            byte[] target = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
            _buffer.AsSpan(_start, _end - _start).CopyTo(target);
            (_end, _start, _buffer) = (_end - _start, 0, target);
        }
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
}
