using System.Diagnostics;
using Examples.Protocol;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Serving;

/// <summary>
/// Passes lines to a worker process and passes its answers on, in order. If the worker ends or takes too long, its current request gets
/// <c>internal-crash</c> or <c>timeout</c>, and a spare worker, which was started before, continues with the next request. Any worker may
/// be killed at any time.
/// </summary>
internal sealed class Server : IDisposable
{
    private const int MostWaiting = 512;
    private const long MostWaitingBytes = 64 << 20;

    private readonly object _gate = new();
    private readonly LinkedList<byte[]> _waiting = new();      // the first is being worked on; they leave when they are answered
    private readonly Stream _input, _output;
    private readonly TimeSpan _timeout;
    private readonly Func<bool> _clientHasGone;
    private readonly Workers _workers;
    private LinkedListNode<byte[]>? _unsent;
    private WorkerProcess? _worker;
    private Exception? _failure;
    private long _waitingBytes, _since;
    private byte[]? _late;
    private bool _inputEnded, _done, _abandoned;

    /// <param name="input">Requests.</param>
    /// <param name="output">The stream for the answers.</param>
    /// <param name="timeout">How long a request may take.</param>
    /// <param name="faults">For tests: see <see cref="Faults"/>.</param>
    /// <param name="clientHasGone">Whether the reader of the answers has ended.</param>
    public Server(Stream input, Stream output, TimeSpan timeout, bool faults = false, Func<bool>? clientHasGone = null) =>
        (_input, _output, _timeout, _workers, _clientHasGone) = (input, output, timeout, new Workers(faults), clientHasGone
            ?? (() => false));

    /// <summary>Returns when the input has ended and every line is answered.</summary>
    public void Run()
    {
        _worker = _workers.Next(() => _abandoned);
        Thread read = Start(ReadLines), send = Start(SendLines);
        using var watch = new Timer(_ => Watch(), null, 50, 50);
        try
        {
            ReceiveAnswers();
        }
        finally
        {
            lock (_gate)
            {
                _done = true;
                Monitor.PulseAll(_gate);
            }
            send.Join();
            if (_inputEnded && !_abandoned)
                read.Join();
        }
        if (_abandoned)
            throw new IOException("stdout has been closed, so the answers can't be read");
        if (_failure is not null)
            throw new IOException($"the input cannot be read: {_failure.Message}", _failure);
    }

    public void Dispose()
    {
        _worker?.Dispose();
        _workers.Dispose();
    }

    private static Thread Start(Action body)
    {
        var thread = new Thread(() => body()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void ReadLines()
    {
        try
        {
            var lines = new LineReader(_input);
            while (lines.Next() is { } line)
                Enqueue([.. line.Span, (byte)'\n']);
        }
        catch (IOException e)
        {
            _failure = e;      // thrown by Run when what was read is answered
        }
        lock (_gate)
        {
            _inputEnded = true;
            Monitor.PulseAll(_gate);
            if (_waiting.Count == 0)
                _worker!.Input.Close();
        }
    }

    private void Enqueue(byte[] line)
    {
        lock (_gate)
        {
            while (_waiting.Count > 0 && (_waiting.Count >= MostWaiting || _waitingBytes + line.Length > MostWaitingBytes))
                Monitor.Wait(_gate);
            LinkedListNode<byte[]> node = _waiting.AddLast(line);
            _unsent ??= node;
            _waitingBytes += line.Length;
            if (_waiting.Count == 1)
                _since = Stopwatch.GetTimestamp();
            Monitor.PulseAll(_gate);
        }
    }

    private void SendLines()
    {
        using var batch = new MemoryStream();
        while (true)
        {
            WorkerProcess worker;
            batch.SetLength(0);
            lock (_gate)
            {
                while (_unsent is null && !_done)
                    Monitor.Wait(_gate);
                if (_done)
                    return;
                worker = _worker!;
                worker.IsAsked = true;
                for (; _unsent is not null && batch.Length < 1 << 16; _unsent = _unsent.Next)
                    batch.Write(_unsent.Value);
            }
            try
            {
                worker.Input.Write(batch.GetBuffer().AsSpan(0, (int)batch.Length));
                worker.Input.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                continue;      // it has died; the receiver sees that too, and has the lines sent again
            }
        }
    }

    private void ReceiveAnswers()
    {
        while (true)
        {
            Forward(_worker!.Output);
            int code = _worker.WaitForEnd();
            lock (_gate)
                if (_abandoned || (_inputEnded && _waiting.Count == 0))
                    return;
            Replace(code);
            if (_abandoned)
                return;
        }
    }

    /// <summary>Whole lines only: what a dying worker has half written is not an answer.</summary>
    private void Forward(Stream answers)
    {
        byte[] buffer = new byte[1 << 16];
        int filled = 0;
        while (answers.Read(buffer, filled, buffer.Length - filled) is var read and > 0)
        {
            filled += read;
            int whole = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (whole > 0)
            {
                Emit(buffer.AsSpan(0, whole), buffer.AsSpan(0, whole).Count((byte)'\n'));
                buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
                filled -= whole;
            }
            else if (filled == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }

    private void Emit(ReadOnlySpan<byte> answers, int count)
    {
        _output.Write(answers);
        _output.Flush();
        lock (_gate)
        {
            for (; count > 0; count--)
            {
                _waitingBytes -= _waiting.First!.Value.Length;
                _waiting.RemoveFirst();
            }
            _since = Stopwatch.GetTimestamp();
            Monitor.PulseAll(_gate);
            if (_inputEnded && _waiting.Count == 0)
                _worker!.Input.Close();
        }
        _workers.Prepare();      // a spare, once the first answer is out
    }

    private void Replace(int code)
    {
        byte[]? culprit = null;
        bool late = false;
        lock (_gate)
        {
            if (_waiting.First?.Value is { } first)
            {
                late = ReferenceEquals(first, _late);
                culprit = late || (_late is null && code != Worker.Retired && _worker!.IsAsked) ? first : null;
            }
        }
        if (culprit is not null)
        {
            using var session = new Session();
            var reason = late
                ? new OracleException(ErrorCode.Timeout, $"there was no answer within {_timeout.TotalSeconds:0.###} s")
                : new OracleException(ErrorCode.InternalCrash, $"the request ended the process that evaluated it (exit code {code})");
            Emit(session.Refuse(Session.IdOf(culprit), reason).Span, 1);
        }
        _worker!.Dispose();
        WorkerProcess next = _workers.Next(() => _abandoned);
        lock (_gate)
        {
            _worker = next;
            _unsent = _waiting.First;
            _late = null;
            _since = Stopwatch.GetTimestamp();
            if (_inputEnded && _waiting.Count == 0)
                next.Input.Close();
            Monitor.PulseAll(_gate);
        }
        _workers.Prepare();
    }

    private void Watch()
    {
        bool gone = _clientHasGone();
        _workers.Renew();
        lock (_gate)
        {
            if (gone && !_done)
            {
                _abandoned = true;
                _worker!.Kill();
                return;
            }
            if (_done || _late is not null || _waiting.First is not { } first || Stopwatch.GetElapsedTime(_since) <= _timeout)
                return;
            _late = first.Value;
            _worker!.Kill();
        }
    }
}
