using TorchBridge.Oracle.Protocol;
TorchSharp.torch.set_num_threads(1);
using var session = new Session();
using var o = System.Console.OpenStandardOutput();
while (System.Console.ReadLine() is { } line)
    o.Write(session.Answer(System.Text.Encoding.UTF8.GetBytes(line)).Span);
