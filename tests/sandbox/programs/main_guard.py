def main():
    global answer
    answer = 17


if __name__ == "__main__":
    main()
