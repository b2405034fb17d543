namespace TorchBridge.Oracle.Programs;

/// <summary>How large a result can get, from the sizes of the arguments: judged before anything is allocated.</summary>
internal enum Growth
{
    /// <summary>At most the arguments broadcast together.</summary>
    Broadcast,

    /// <summary>All elements of all arguments one after another.</summary>
    Sum,

    /// <summary>Every element with every element.</summary>
    Product,

    /// <summary>The square of the argument.</summary>
    Square,

    /// <summary>Rows with columns: the last two tensors are multiplied as matrices.</summary>
    Matrix,

    /// <summary>The whole numbers among the attributes multiply the size.</summary>
    Sized,

    /// <summary>Every element with every element, and the whole numbers too.</summary>
    SizedProduct,
}

/// <summary>One form of an operator: a line of the table.</summary>
internal sealed class Operator
{
    private Operator(string name, string category, Parameter[] parameters, Growth growth, int results, bool isConstant) =>
        (Name, Category, Parameters, Growth, Results, IsConstant) = (name, category, parameters, growth, results, isConstant);

    /// <summary>ATen's name.</summary>
    public string Name { get; }

    public string Category { get; }

    public Parameter[] Parameters { get; }

    public Growth Growth { get; }

    /// <summary>How many tensors it gives; 0: a list of them.</summary>
    public int Results { get; }

    /// <summary>Its result has no derivative: comparisons and indices.</summary>
    public bool IsConstant { get; }

    public bool IsInPlace => Name[^1] == '_';

    /// <summary>A line of the table: the name, the parameters, then <c>-> N</c> or <c>-> *</c>, then <c>!growth</c> or <c>!constant</c>.</summary>
    public static Operator Parse(string line, string category)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var parameters = new List<Parameter>();
        int results = 1;
        bool constant = false;
        Growth growth = Growth.Broadcast;
        for (int i = 1; i < words.Length; i++)
        {
            if (words[i] == "->")
                results = words[++i] == "*" ? 0 : words[i][0] - '0';
            else if (words[i] == "!constant")
                constant = true;
            else if (words[i][0] == '!')
                growth = Enum.Parse<Growth>(words[i][1..], ignoreCase: true);
            else
                parameters.Add(Parameter.Parse(words[i]));
        }
        return new Operator(words[0], category, [.. parameters], growth, results, constant);
    }

    public override string ToString() => $"{Name}({string.Join(", ", (object[])Parameters)})";
}
